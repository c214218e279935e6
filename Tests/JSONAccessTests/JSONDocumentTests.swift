import Foundation
import RemoteSourcesTesting
import ServiceTesting
import Testing

@testable import JSONAccess

@Suite("A JSON document")
struct JSONDocumentTests {
    /// Everything that is in a document, as both decoders read it.
    private indirect enum Tree: Decodable, Equatable {
        case null, bool(Bool), number(Double), text(String), array([Tree]), object([String: Tree])

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .null
            } else if let bool = try? value.decode(Bool.self) {
                self = .bool(bool)
            } else if let number = try? value.decode(Double.self) {
                self = .number(number)
            } else if let text = try? value.decode(String.self) {
                self = .text(text)
            } else if let array = try? value.decode([Tree].self) {
                self = .array(array)
            } else {
                self = .object(try value.decode([String: Tree].self))
            }
        }
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Value? {
        try? JSONDocument(bytes).decode(type)
    }

    private static func expectSame(_ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) {
        let (read, text) = (read(Tree.self, bytes), String(decoding: bytes, as: UTF8.self))
        // Foundation passes over a comma behind the last element.
        if read == nil, text.contains(#/,\s*[\]}]/#) { return }
        let expected = try? JSONDecoder().decode(Tree.self, from: Data(bytes))
        #expect(read == expected, "\(text.prefix(2_000))", sourceLocation: location)
    }

    @Test(
        "is read as Foundation reads it",
        arguments: [
            "null", "true", " false ", "0", "-0", "12", "-1.5e3", "1E+2", "\"\"", "\"text\"", "[]", "{}",
            "[1,[2,{}],3]",
            #"{"a":1,"b":{"c":[null,true]},"d":"e"}"#, #"{"a":1,"a":2}"#, #""\"\\\/\b\f\n\r\t\u00e9\u20AC""#,
            #""\ud83d\ude00""#, "\"é 😀 \u{7F}\"", "\t\r\n [ 1 , 2 ] \n", #"{"\u0061":1}"#, "\u{FEFF}[1]", "1e308",
        ])
    func same(_ text: String) {
        #expect(Self.read(Tree.self, Array(text.utf8)) != nil)
        Self.expectSame(Array(text.utf8))
    }

    @Test(
        "that is none is refused",
        arguments: [
            "", " ", "nul", "nulll", "True", "01", "-", "1.", ".5", "1e", "1e+", "+1", "0x1", "NaN", "\"", "\"\n\"",
            #""\x""#, #""\u12""#, #""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\ud83d\u0041""#, "[", "[1", "[1,",
            "[1,]",
            "[,1]", "[1 2]", "]", "{", "{a:1}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":1"#, #"{"a" 1}"#, "[}",
            "{]",
            "[1] 2", "1 1", "'a'", "// c\n1", "\u{0}", "[1]\u{0}", "1e999",
        ])
    func refused(_ text: String) {
        #expect(Self.read(Tree.self, Array(text.utf8)) == nil)
    }

    @Test("that is no UTF-8 is refused where it is read")
    func noUnicode() {
        let bytes = Array(#"{"a":""#.utf8) + [0xFF, 0xC0] + Array(#"","b":1}"#.utf8)
        #expect(Self.read([String: Tree].self, bytes) == nil)
        struct Part: Decodable { let b: Int }
        #expect(Self.read(Part.self, bytes)?.b == 1)
    }

    @Test("is at most 512 deep")
    func depth() {
        for (depth, isRead) in [(512, true), (513, false), (1_000_000, false)] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect(((try? JSONDocument(Array(text.utf8))) != nil) == isRead)
        }
    }

    @Test("has numbers that fit, and no others")
    func numbers() {
        func number<Number: FixedWidthInteger & Decodable>(_ text: String, _ type: Number.Type) -> Number? {
            let bytes = Array(text.utf8)
            #expect(Self.read(type, bytes) == (try? JSONDecoder().decode(type, from: Data(bytes))), "\(text)")
            return Self.read(type, bytes)
        }
        #expect(number("9223372036854775807", Int.self) == .max)
        #expect(number("9223372036854775808", Int.self) == nil)
        #expect(number("-9223372036854775808", Int.self) == .min)
        #expect(number("18446744073709551615", UInt64.self) == .max)
        #expect(number("-1", UInt8.self) == nil)
        #expect(number("256", UInt8.self) == nil)
        #expect(number("1.0", Int.self) == 1)
        #expect(number("1e2", Int.self) == 100)
        #expect(number("1.5", Int.self) == nil)
        #expect(number("\"1\"", Int.self) == nil)
        #expect(number("true", Int.self) == nil)
    }

    @Test("has dates, data, URLs and decimals in Foundation's words")
    func foundation() throws {
        struct Values: Codable, Equatable {
            let date: Date
            let data: Data
            let url: URL?
            let decimal: Decimal
        }
        let values = Values(
            date: Date(timeIntervalSinceReferenceDate: 1), data: Data([1, 2]), url: URL(string: "https://a.example"),
            decimal: 12)
        #expect(Self.read(Values.self, Array(try JSONEncoder().encode(values))) == values)
    }

    @Test("with very many members is read as fast as one with few")
    func manyMembers() {
        let members = (0..<100_000).map { #""name \#($0)":\#($0)"# }.joined(separator: ",")
        let read = Self.read([String: Int].self, Array("{\(members),\"name 7\":1}".utf8))
        #expect(read?.count == 100_000 && read?["name 7"] == 7)
    }

    @Test("of every recorded delivery, and what damage leaves of it, is read as Foundation reads it")
    func recordings() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "recordings")
        var random = SeededGenerator(seed: 1)
        var count = 0
        for file in FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.allObjects ?? [] {
            guard let file = file as? URL, file.pathExtension == "json" else { continue }
            let bytes = Array(try Data(contentsOf: file)).prefix(20_000)
            Self.expectSame(Array(bytes))
            for _ in 0..<4 {
                var damaged = Array(bytes)
                for _ in 0..<Int.random(in: 1...3, using: &random) where !damaged.isEmpty {
                    let place = Int.random(in: damaged.indices, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: damaged.remove(at: place)
                    case 1: damaged.insert(Array("{}[]\",:\\u0e-".utf8).randomElement(using: &random) ?? 0, at: place)
                    case 2: damaged[place] = UInt8(ascii: " ") + .random(in: 0..<95, using: &random)
                    default: damaged.removeSubrange(place...)
                    }
                }
                Self.expectSame(damaged)
            }
            count += 1
        }
        #expect(count > 50)
    }
}
