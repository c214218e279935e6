import Foundation
import Testing

@testable import ConfigStore

@Suite("An export")
struct ExportTests {
    /// An export as lines, and what a damaged one is made of.
    static func export(_ store: any DataStore) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await StoreExporter(store: store, product: "test", now: { Date(timeIntervalSince1970: 1_800_000_000) })
            .export { bytes += $0 }
        return bytes
    }

    /// Everything that a store has.
    static func items(_ store: any DataStore) async throws -> [StoredItem] {
        try await store.export { export in
            var items: [StoredItem] = []
            while case let page = try await export.next(), !page.isEmpty { items += page }
            return items
        }
    }

    static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// In pieces that end anywhere.
    static func load(
        _ bytes: [UInt8], into store: any DataStore, isVerification: Bool = false, piece: Int = 1_000,
        check: @escaping @Sendable (Record) -> String? = { _ in nil }
    ) async throws -> StoreImporter.Summary {
        let chunks = AsyncStream { continuation in
            for start in stride(from: 0, to: bytes.count, by: piece) {
                continuation.yield(Array(bytes[start..<min(bytes.count, start + piece)]))
            }
            continuation.finish()
        }
        return try await StoreImporter(store: store, check: check).load(chunks, isVerification: isVerification)
    }

    /// Things of several kinds, which claim names and refer to each other.
    static func fill(_ store: any DataStore, count: Int, random: inout SplitMix) async throws {
        for number in 0..<count {
            var transaction = Transaction()
            let key = RecordKey(number % 3 == 0 ? "thing" : "other", "\(number)-ü\u{301}/\"")
            transaction.puts = [
                Record(
                    kind: key.kind, id: key.id,
                    body: Array(#"{"text":"\#(String(repeating: "ä/\\n", count: Int(random.next() % 50)))"}"#.utf8))
            ]
            for name in 0..<Int(random.next() % 3) {
                transaction.takes.append(.init(claim: Claim("name.\(name)", "\(number)/\u{10FFFF}"), holder: key))
            }
            if number % 3 == 1, number > 1 {
                transaction.addedReferences = [
                    Reference(from: key, to: RecordKey("thing", "\(number - 1)-ü\u{301}/\""))
                ]
            }
            try await store.commit(transaction)
        }
    }

    @Test("imported elsewhere and exported again is the same, but for its header", arguments: [1, 2, 3])
    func roundTrip(seed: UInt64) async throws {
        try await SQLiteStoreTests.withStore { first, _ in
            var random = SplitMix(seed: seed, 0)
            try await Self.fill(first, count: 700, random: &random)
            let exported = try await Self.export(first)
            try await SQLiteStoreTests.withStore { second, _ in
                try await second.commit(SQLiteStoreTests.creation("gone"))
                let summary = try await Self.load(exported, into: second, piece: 1 + Int(random.next() % 5_000))
                #expect(summary.counts.records == 700)
                #expect(try await second.record(RecordKey("thing", "gone")) == nil)
                #expect(second.revision == 2)
                let again = try await Self.export(second)
                #expect(Self.lines(again).dropFirst().dropLast() == Self.lines(exported).dropFirst().dropLast())
                try await second.commit(SQLiteStoreTests.creation("after"))
                #expect(try await second.generations().map(\.number) == [1, 2])
                try await second.deleteGeneration(1)
                #expect(try await second.generations().map(\.isCurrent) == [true])
            }
        }
    }

    @Test("that was imported is there after a restart, and so is its revision")
    func restart() async throws {
        try await SQLiteStoreTests.withStore { first, _ in
            try await first.commit(SQLiteStoreTests.creation("new", claims: [Claim("name", "new")]))
            let exported = try await Self.export(first)
            let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let second = try SQLiteStore(directory: directory)
            try await second.commit(SQLiteStoreTests.creation("old"))
            _ = try await Self.load(exported, into: second)
            await second.close()
            let again = try SQLiteStore(directory: directory)
            #expect(again.revision == 2)
            #expect(try await again.record(holding: Claim("name", "new"))?.id == "new")
            #expect(try await again.record(RecordKey("thing", "old")) == nil)
            await again.close()
        }
    }

    @Test("needs to know which generation is served: without the file that says so nothing is opened, and nothing lost")
    func pointer() async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try SQLiteStore(directory: directory)
        _ = try await Self.load(try await Self.export(store), into: store)
        await store.close()
        let pointer = directory + "/configstore.current"
        #expect(try String(contentsOfFile: pointer, encoding: .utf8) == "2\n")
        try FileManager.default.removeItem(atPath: pointer)
        #expect(throws: StoreError.self) { try SQLiteStore(directory: directory) }
        try "2\n".write(toFile: pointer, atomically: true, encoding: .utf8)
        let again = try SQLiteStore(directory: directory)
        #expect(again.revision == 1)
        // What an import that was killed has left goes.
        try FileManager.default.copyItem(
            atPath: directory + "/configstore-2.db", toPath: directory + "/configstore-3.db")
        await again.close()
        let last = try SQLiteStore(directory: directory)
        #expect(try await last.generations().map(\.number) == [1, 2])
        #expect(!FileManager.default.fileExists(atPath: directory + "/configstore-3.db"))
        await last.close()
    }

    @Test("is whole and at one revision while others write")
    func whileOthersWrite() async throws {
        try await SQLiteStoreTests.withStore { store, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        for number in 0..<60 {
                            let id = "\(writer)-\(number)"
                            try await store.commit(SQLiteStoreTests.creation(id, claims: [Claim("name", id)]))
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<5 {
                        let exported = try await Self.export(store)
                        let lines = Self.lines(exported)
                        let records = lines.count { $0.hasPrefix(#"{"record""#) }
                        let claims = lines.count { $0.hasPrefix(#"{"claim""#) }
                        let header = try StoreLines.decode(ExportHeader.self, from: Array(lines[0].utf8))
                        // Each commit makes one of each.
                        #expect(records == claims)
                        #expect(header.revision == records)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("keeps no more than a page in memory, however much there is")
    func memory() async throws {
        try await SQLiteStoreTests.withStore { store, _ in
            let body = Array((#"{"text":""# + String(repeating: "x", count: 20_000) + #""}"#).utf8)
            for number in 0..<400 {
                var transaction = Transaction()
                transaction.puts = [Record(kind: "thing", id: "\(number)", body: body)]
                try await store.commit(transaction)
            }
            var (largest, total) = (0, 0)
            try await StoreExporter(store: store, product: "test", now: { Date() }).export { page in
                largest = max(largest, page.count)
                total += page.count
            }
            #expect(total > 8_000_000)
            #expect(largest < 1_300_000)
        }
    }
}
