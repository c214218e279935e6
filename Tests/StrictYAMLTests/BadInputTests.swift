import StrictYAML
import Testing

/// Everything that people and their editors do to a file: each problem has the line and column where it is.
@Suite("Bad YAML")
struct BadInputTests {
    /// Reads a file of known shape and renders its problems.
    private static func problems(_ bytes: [UInt8]) -> [String] {
        do {
            let document = try YAMLDocument.parse(bytes, file: "f")
            let root = document.root
            _ = root.optionalString("name")
            _ = root.bool("flag", default: false)
            _ = root.integer("count", default: 0)
            _ = root.optionalStrings("words")
            _ = root.optionalMap("auth")?.optionalString("type")
            try document.finish()
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    @Test(
        "is located by line and column",
        arguments: [
            // Not a map.
            ("\n\n  - a\n", ["f:3:3: a file is a map of keys and values, this one is a list"]),
            ("# c\nhello\n", ["f:2:1: a file is a map of keys and values, this one is a text"]),
            // Unknown keys.
            ("name: a\nflg: b\n", ["f:2:1: flg: there is no such key; did you mean flag?"]),
            ("auth:\n  type: x\n  typ: y\n", ["f:3:3: auth.typ: there is no such key; did you mean type?"]),
            ("auth: {type: x, zzz: y}\n", ["f:1:17: auth.zzz: there is no such key"]),
            // Repeated keys.
            ("name: a\nflag: true\nname: b\n", ["f:3:1: name: this key is here more than once"]),
            ("auth:\n  type: x\n  type: y\n", ["f:3:3: type: this key is here more than once"]),
            // Wrong types.
            ("flag: yes\n", ["f:1:7: flag: this has to be true or false, it is a text"]),
            ("\nflag: \"true\"\n", ["f:2:7: flag: this has to be true or false, it is a text"]),
            ("flag: 1\n", ["f:1:7: flag: this has to be true or false, it is a whole number"]),
            ("count: many\n", ["f:1:8: count: this has to be a whole number, it is a text"]),
            ("name:\n  - a\n", ["f:2:3: name: this has to be a text, it is a list"]),
            ("name: {a: b}\n", ["f:1:7: name: this has to be a text, it is a map"]),
            ("words:\n  a: b\n", ["f:2:3: words: this has to be a list, it is a map"]),
            ("words: a\n", ["f:1:8: words: this has to be a list, it is a text"]),
            ("words: [a, {b: c}]\n", ["f:1:12: words[1]: this has to be a text, it is a map"]),
            ("auth: [a]\n", ["f:1:7: auth: this has to be a map, it is a list"]),
            ("auth: a\n", ["f:1:7: auth: this has to be a map, it is a text"]),
            // Several documents.
            ("name: a\n---\nname: b\n", ["f:2:1: a file has one document only"]),
            ("name: a\n...\n---\n{}\n", ["f:3:1: a file has one document only"]),
            // Anchors.
            ("name: &x a\n", ["f:1:7: anchors and aliases are not used here; write the value out"]),
            ("name: a\nwords: [*x]\n", ["f:2:9: anchors and aliases are not used here; write the value out"]),
        ])
    func located(text: String, expected: [String]) {
        #expect(Self.problems(Array(text.utf8)) == expected)
    }

    @Test(
        "that can't even be scanned is located too",
        arguments: [
            // Tabs in the indentation.
            ("name: a\n\tflag: true\n", "f:2:1: this is not YAML: "),
            ("auth:\n\ttype: x\n", "f:2:1: this is not YAML: "),
            ("auth:\n  type: x\n\tmore: y\n", "f:3:1: this is not YAML: "),
            // Control characters, also behind letters of several bytes and line breaks of two.
            ("name: a\u{0}b\n", "f:1:8: this is not YAML: "),
            ("\u{0}", "f:1:1: this is not YAML: "),
            ("flag: true\nname: \u{0}\n", "f:2:7: this is not YAML: "),
            ("name: a # \u{0}\n", "f:1:11: this is not YAML: "),
            ("# äöü €\nname: ü\u{0}\n", "f:2:8: this is not YAML: "),
            ("# \u{1F600}e\u{301}\r\nflag: true\r\nname: \u{7}\r\n", "f:3:7: this is not YAML: "),
            ("name: [a, b\nflag: true\n", "f:2:5: this is not YAML: "),
            ("name: \"a\n", "f:2:1: this is not YAML: "),
        ])
    func unreadable(text: String, start: String) {
        let found = Self.problems(Array(text.utf8))
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test(
        "that is not UTF-8 is located too",
        arguments: [
            ("", [0xFF], "f:1:1"), ("name: a", [0xC3], "f:1:8"), ("# äöü\r\nname: ü", [0xED, 0xA0, 0x80], "f:2:8"),
            ("name: ", [0xC0, 0x80, 0x0A], "f:1:7"), ("", [0xFE, 0xFF, 0x00, 0x61], "f:1:1"),
        ] as [(String, [UInt8], String)])
    func notUTF8(text: String, bytes: [UInt8], place: String) {
        #expect(Self.problems(Array(text.utf8) + bytes) == [place + ": this is not UTF-8"])
    }

    @Test("of 5 MB is refused at once, whatever it is", arguments: ["x", "a: b\n", "[", "- &a *a\n", "\u{0}"])
    func large(unit: String) {
        let bytes = Array(String(repeating: unit, count: 5_000_000 / unit.utf8.count).utf8)
        let started = ContinuousClock.now
        #expect(Self.problems(bytes) == ["f:1:1: a file has at most 1048576 bytes, this one has \(bytes.count)"])
        #expect(ContinuousClock.now - started < .seconds(1))
    }

    @Test("with an anchor bomb is refused at each anchor, before anything is expanded")
    func bomb() {
        let levels = 40
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<levels {
            let item = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: item, count: 10).joined(separator: ", "))]\n"
        }
        let started = ContinuousClock.now
        let found = Self.problems(Array(text.utf8))
        #expect(ContinuousClock.now - started < .seconds(5))
        let expected = (0..<levels).map { level in
            "f:\(level + 1):\(level < 10 ? 5 : 6): anchors and aliases are not used here; write the value out"
        }
        #expect(found == expected)
    }

    @Test(
        "as large as may be is read or refused in bounded time",
        arguments: ["a: b\n", "[", "{a: ", "- &a *a\n", "? ", "&", "*a ", "\"", "#", "a: &a {", "- - ", "'a': &b\n"])
    func largest(unit: String) {
        let bytes = Array(String(repeating: unit, count: YAMLDocument.maxBytes / unit.utf8.count).utf8)
        let started = ContinuousClock.now
        let found = Self.problems(bytes)
        #expect(ContinuousClock.now - started < .seconds(60))
        #expect(!found.isEmpty || unit == "#")
        #expect(found.count <= 150_000)
    }
}
