import Foundation
import Testing
import Validation

@Suite("JSON of unknown shape")
struct JSONValueTests {
    @Test("is read")
    func reads() throws {
        let text = #" {"a": [1, -2.5e+3, true, false, null, "x\"\\\/\b\f\n\r\tA\ud83e\udd8aé"], "b": {}, "": []} "#
        let value = try #require(JSONValue(Array(text.utf8)))
        #expect(
            value["a"]
                == .list([
                    .number("1"), .number("-2.5e+3"), .bool(true), .bool(false), .null,
                    .string("x\"\\/\u{8}\u{C}\n\r\tA🦊é"),
                ]))
        #expect(value["b"] == .object([:]) && value[""]?.list == [] && value["c"] == nil)
        #expect(value["a"]?.list?[0].integer == 1)
        #expect(JSONValue(Array(value.text.utf8)) == value)
    }

    @Test(
        "is refused",
        arguments: [
            "", " ", "{", "}", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "01",
            "-", "1.", ".5", "1e", "+1", "tru", "nulll", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud83e\"", "\"\\udd8a\"",
            "\"a\nb\"", "1 1",
            "NaN", "'a'", String(repeating: "[", count: 33) + String(repeating: "]", count: 33),
        ])
    func refuses(text: String) {
        #expect(JSONValue(Array(text.utf8)) == nil)
    }

    @Test("is refused when it is no UTF-8, and goes as deep as it may")
    func bounds() {
        #expect(JSONValue([0x22, 0xFF, 0x22]) == nil)
        #expect(JSONValue([0x22, 0x5C, 0x6E, 0xFF, 0x22]) == nil)
        #expect(JSONValue(Array((String(repeating: "[", count: 32) + String(repeating: "]", count: 32)).utf8)) != nil)
    }

    @Test("says the same as Foundation of what it writes", arguments: 1...4)
    func agrees(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let value = Self.random(depth: 4, &generator)
            let data = Data(value.text.utf8)
            #expect(JSONValue(Array(data)) == value)
            let object = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
            let again = try JSONSerialization.data(withJSONObject: object, options: .fragmentsAllowed)
            #expect(JSONValue(Array(again)) == value)
        }
    }

    private static func random(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
        func text() -> String {
            String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 0...6, using: &generator)).compactMap { _ in
                        Unicode.Scalar(
                            UInt32.random(in: 0...(Bool.random(using: &generator) ? 0x7F : 0x1FFFF), using: &generator))
                    }))
        }
        switch Int.random(in: 0...(depth == 0 ? 3 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .number(String(Int.random(in: -1_000_000...1_000_000, using: &generator)))
        case 3: return .string(text())
        case 4: return .list((0..<3).map { _ in random(depth: depth - 1, &generator) })
        default:
            let members = (0..<3).map { _ in (text(), random(depth: depth - 1, &generator)) }
            return .object(Dictionary(members) { first, _ in first })
        }
    }
}
