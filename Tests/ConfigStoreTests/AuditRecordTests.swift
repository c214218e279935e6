import ConfigStoreAPI
import Foundation
import Testing

@testable import ConfigStore

@Suite("JSON of the audit log, written and read by hand")
struct AuditRecordTests {
    /// What every writer of JSON has to think of.
    private static let odd = [
        "", "plain", "\"quoted\"", "back\\slash", "\u{0}\u{1}\u{8}\t\n\u{b}\u{c}\r\u{e}\u{f}\u{10}\u{1f}\u{7f}",
        "ä€😀e\u{301}", "\u{2028}\u{2029}", "</script>", "{\"a\":[1,2]}", "null", ",:]}[{",
    ]

    private static func record(_ text: String, actor: AuditActor, changes: Int, holders: Int) -> AuditRecord {
        let fields = (0..<changes).map { number in
            AuditEntry.Field(
                name: text, before: number % 2 == 0 ? text : nil, after: number % 3 == 0 ? nil : text + "\(number)")
        }
        return AuditRecord(
            entry: AuditEntry(
                id: text, time: Date(timeIntervalSince1970: 1_800_000_000.123), actor: actor, operation: text,
                kind: text, objectID: text, ref: text, clientAddress: text, requestID: text, changes: fields),
            holders: (0..<holders).map { text + "\($0)" })
    }

    @Test("an entry is read as it was written", arguments: odd)
    func roundTrip(_ text: String) throws {
        for actor in [AuditActor.admin, .user(id: text, name: text)] {
            for (changes, holders) in [(0, 0), (1, 1), (4, 3)] {
                let record = Self.record(text, actor: actor, changes: changes, holders: holders)
                let read = try JSONDecoder().decode(AuditRecord.self, from: Data(record.encoded()))
                #expect(read.entry == record.entry && read.holders == record.holders)
            }
        }
    }

    @Test("an entry has all that an encoder would write")
    func complete() throws {
        let record = Self.record("x", actor: .user(id: "i", name: "n"), changes: 4, holders: 2)
        let byHand = try JSONSerialization.jsonObject(with: Data(record.encoded())) as? NSDictionary
        let encoded = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(record)) as? NSDictionary
        #expect(byHand != nil && byHand == encoded)
    }

    private struct Sample: Codable {
        var text: String
        var number = -12.5
        var count = 7
        var flag = true
        var none: String?
        var list: [String]
        var inner: [String: String]
    }

    @Test("members are told apart, whatever is in them", arguments: odd)
    func members(_ text: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let sample = Sample(text: text, list: [text, text], inner: [text: text])
        let found = JSONMembers.texts(Array(try encoder.encode(sample)))
        let (list, inner) = (try encoder.encode(sample.list), try encoder.encode(sample.inner))
        #expect(
            found == [
                "text": text, "number": "-12.5", "count": "7", "flag": "true",
                "list": String(decoding: list, as: UTF8.self), "inner": String(decoding: inner, as: UTF8.self),
            ])
        // A name can be anything too.
        let named = [text: text, "z": "1"]
        let read = JSONMembers.texts(Array(try encoder.encode(named)))
        #expect(read == named)
    }

    @Test(
        "what is no object has no members", arguments: ["", "{}", "[]", "null", "\"{}\"", "{\"a\":null}", "{", "{\""])
    func noMembers(_ json: String) {
        #expect(JSONMembers.texts(Array(json.utf8)).isEmpty)
    }
}
