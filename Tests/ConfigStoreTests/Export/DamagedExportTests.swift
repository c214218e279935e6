import Testing

@testable import ConfigStore

@Suite("An import of a file that is not whole")
struct DamagedExportTests {
    /// Damages an export of three records, two claims and a reference: lines 1 to 8.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the refusal begins with.
        let refusal: String
        let damage: @Sendable ([String]) -> [String]

        init(_ name: String, _ refusal: String, _ damage: @escaping @Sendable ([String]) -> [String]) {
            testDescription = name
            self.refusal = refusal
            self.damage = damage
        }
    }

    private static let damages = [
        Damage("nothing at all", "this is no export") { _ in [] },
        Damage("something else", "line 1: this is no export") { _ in ["hello"] },
        Damage("cut behind the header", "line 2: the file ends before its footer") { Array($0.prefix(1)) },
        Damage("cut before the footer", "line 8: the file ends before its footer") { Array($0.dropLast()) },
        Damage("cut in a line", "line 4: the file ends before its footer") { lines in
            Array(lines.prefix(3)) + [String(lines[3].dropLast(5))]
        },
        Damage("a newer format", "line 1: its format has version 2") { lines in
            [lines[0].replacing(#""version":1"#, with: #""version":2"#)] + lines.dropFirst()
        },
        Damage("a line is missing", "line 7: the footer counts other things") {
            $0.filter { !$0.contains(#""id":"c""#) }
        },
        Damage("a line is there twice", "line 4: it is there twice") { lines in
            Array(lines.prefix(3)) + [lines[2]] + lines.dropFirst(3)
        },
        Damage("two lines have changed places", "line 3: it is there twice, or not in order") { lines in
            [lines[0], lines[2], lines[1]] + lines.dropFirst(3)
        },
        Damage("a body was changed", "line 8: the sum is another one") { lines in
            lines.map { $0.replacing(#"{}"#, with: #"{ }"#) }
        },
        Damage("a line is no JSON", "line 5: this is no record") { lines in
            lines.enumerated().map { $0.offset == 4 ? String($0.element.dropLast()) : $0.element }
        },
        Damage("a line is something unknown", "line 5: this is no record") { lines in
            lines.enumerated().map { $0.offset == 4 ? #"{"wish":{}}"# : $0.element }
        },
        Damage("something follows the footer", "line 9: something follows") { $0 + [$0[1]] },
        Damage("a claim's holder is missing", "line 5: there is no thing b") { lines in
            lines.filter { !($0.hasPrefix(#"{"record""#) && $0.contains(#""id":"b""#)) }
        },
        Damage("a reference leads nowhere", "line 7: there is no thing z") { lines in
            lines.map { $0.hasPrefix(#"{"reference""#) ? $0.replacing(#""id":"b""#, with: #""id":"z""#) : $0 }
        },
    ]

    private static func fill(_ store: any DataStore) async throws {
        for id in ["a", "b", "c"] {
            try await store.commit(SQLiteStoreTests.creation(id, claims: id == "c" ? [] : [Claim("name", id)]))
        }
        var reference = Transaction()
        reference.addedReferences = [Reference(from: RecordKey("thing", "a"), to: RecordKey("thing", "b"))]
        try await store.commit(reference)
    }

    @Test("is refused with what is wrong and where, and changes nothing", arguments: damages)
    func refusal(damage: Damage) async throws {
        try await SQLiteStoreTests.withStore { first, _ in
            try await Self.fill(first)
            let whole = ExportTests.lines(try await ExportTests.export(first))
            #expect(whole.count == 8)
            let damaged = Array(damage.damage(whole).joined(separator: "\n").utf8)
            try await SQLiteStoreTests.withStore { second, directory in
                try await second.commit(SQLiteStoreTests.creation("old"))
                let end = damage.testDescription == "cut in a line" ? [] : [UInt8(ascii: "\n")]
                let bytes = damaged.isEmpty ? [] : damaged + end
                let error = await #expect(throws: ExportProblem.self) {
                    _ = try await ExportTests.load(bytes, into: second, piece: 7)
                }
                #expect("\(error as Any)".contains(damage.refusal), "\(error as Any)")
                #expect(error.map { "\($0)".hasPrefix(damage.refusal) } == true)
                #expect(try await second.record(RecordKey("thing", "old")) != nil)
                #expect(second.revision == 1)
                #expect(try await second.generations().map(\.number) == [1])
                // The next one is not in its way.
                try await second.commit(SQLiteStoreTests.creation("new"))
                _ = directory
            }
        }
    }

    @Test("looks at each record, and names the line of one that can't be used")
    func records() async throws {
        try await SQLiteStoreTests.withStore { first, _ in
            try await Self.fill(first)
            let exported = try await ExportTests.export(first)
            try await SQLiteStoreTests.withStore { second, _ in
                let error = await #expect(throws: ExportProblem.self) {
                    _ = try await ExportTests.load(exported, into: second) { $0.id == "b" ? "it is bad" : nil }
                }
                #expect(error == ExportProblem(line: 3, "thing b: it is bad"))
                let summary = try await ExportTests.load(exported, into: second, isVerification: true)
                #expect(summary.counts.references == 1)
                #expect(second.revision == 0)
                #expect(try await second.record(RecordKey("thing", "a")) == nil)
            }
        }
    }
}
