import StrictYAML
import Testing
import Validation

@Suite("A YAML document")
struct YAMLDocumentTests {
    private func problems(_ text: String) -> [String] {
        do {
            let document = try YAMLDocument.parse(text, file: "f.yaml")
            document.root.allowAnyKey()
            try document.finish()
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    @Test(
        "is a map",
        arguments: [
            ("- a\n- b", "f.yaml:1:1: a file is a map of keys and values, this one is a list"),
            ("hello", "f.yaml:1:1: a file is a map of keys and values, this one is a text"),
            ("42", "f.yaml:1:1: a file is a map of keys and values, this one is a whole number"),
            ("", "f.yaml:1:1: a file is a map of keys and values, this one is empty"),
            ("# only a comment\n", "f.yaml:1:1: a file is a map of keys and values, this one is empty"),
        ])
    func refusesWhatIsNoMap(text: String, problem: String) {
        #expect(problems(text) == [problem])
    }

    @Test(
        "has no anchors and aliases",
        arguments: [
            ("a: &x 1\nb: *x\n", ["f.yaml:1:4"]),
            ("a: &x {k: 1}\nb: &y [1]\n", ["f.yaml:1:4", "f.yaml:2:4"]),
            ("a: *x\n", ["f.yaml:1:4"]),
            ("&x a: 1\n", ["f.yaml:1:1"]),
            ("a: 1\na: &x 2\n'*': 1\n'*': 2\n", ["f.yaml:2:4"]),
            ("base: &base {k: 1}\nother: {<<: *base}\n", ["f.yaml:1:7"]),
        ])
    func refusesAnchors(text: String, places: [String]) {
        let found = problems(text)
        let anchors = found.filter { $0.contains(": anchors and aliases are not used here") }
        #expect(anchors.map { $0.prefix(10) } == places.map { $0.prefix(10) })
    }

    @Test(
        "may have ampersands and asterisks in its texts",
        arguments: [
            "a: https://h/?x=1&y=2", "a: \"&x *x\"", "a: '*x'", "a: |\n  &x\n  *x\n", "a: b # &x *x",
            "a: R&D *really*", "\"*\": \"&\"",
        ])
    func acceptsAmpersandsInTexts(text: String) {
        #expect(problems(text).isEmpty)
    }

    @Test("refuses an anchor bomb without expanding it", arguments: [true, false])
    func refusesABomb(usesItAsKey: Bool) {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            let item = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: item, count: 10).joined(separator: ", "))]\n"
        }
        if usesItAsKey { text += "? *a40\n: 1\n? *a40\n: 2\n" }
        let found = problems(text)
        #expect(found.count == 41)
        #expect(found.allSatisfy { $0.contains("anchors and aliases are not used here") })
    }

    @Test(
        "has every key once, and says where the second is",
        arguments: [
            ("a: 1\nb: 2\na: 3\n", ["f.yaml:3:1: a: this key is here more than once"]),
            ("m: {a: 1, a: 2}\n", ["f.yaml:1:11: a: this key is here more than once"]),
            ("l:\n  - a: 1\n    \"a\": 2\n", ["f.yaml:3:5: a: this key is here more than once"]),
            (
                "a: 1\nm:\n  b: 1\n  b: 2\na: 3\na: 4\n",
                [
                    "f.yaml:4:3: b: this key is here more than once", "f.yaml:5:1: a: this key is here more than once",
                    "f.yaml:6:1: a: this key is here more than once",
                ]
            ),
        ])
    func refusesDuplicateKeys(text: String, expected: [String]) {
        #expect(problems(text) == expected)
    }

    @Test("reports wrong values beside repeated keys")
    func reportsBesideDuplicates() throws {
        let document = try YAMLDocument.parse("a: 1\na: 2\nb: x\n", file: "f.yaml")
        _ = document.root.integer("a")
        _ = document.root.integer("b")
        let error = #expect(throws: YAMLProblems.self) { try document.finish() }
        #expect(error?.all.map(\.line) == [2, 3])
    }

    @Test("is the only document of its file")
    func refusesSeveralDocuments() {
        #expect(problems("a: 1\n---\nb: 2\n") == ["f.yaml:2:1: a file has one document only"])
        #expect(problems("---\na: 1\n...\n").isEmpty)
    }

    @Test("has no tags", arguments: ["a: !!str 5", "a: !custom x", "a: !!set {x: 1}", "a: !!seq [1]"])
    func refusesTags(text: String) {
        #expect(problems(text) == ["f.yaml:1:4: a: tags are not used here"])
    }

    @Test("says where it is not YAML")
    func locatesSyntaxErrors() throws {
        let found = problems("a: 1\nb: [1, 2\nc: 3\n")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("f.yaml:3:") == true)
        #expect(problems("a: 1\n\tb: 2\n").first?.hasPrefix("f.yaml:2:1: this is not YAML") == true)
        #expect(problems("a: 1\nb: \u{7}x\n").first?.hasPrefix("f.yaml:2:4: this is not YAML") == true)
    }

    @Test("is at most 1 MiB: 5 MB are refused unread")
    func refusesLargeFiles() {
        let found = problems("a: " + String(repeating: "x", count: 5_000_000))
        #expect(found == ["f.yaml:1:1: a file has at most 1048576 bytes, this one has 5000003"])
    }

    @Test("is UTF-8, and the place of what isn't is named")
    func refusesInvalidUTF8() {
        let bytes: [UInt8] = Array("a: 1\nb: ".utf8) + [0xFF, 0xFE] + Array("\n".utf8)
        let error = #expect(throws: YAMLProblems.self) { try YAMLDocument.parse(bytes, file: "f.yaml") }
        #expect(error?.description == "f.yaml:2:4: this is not UTF-8")
    }

    @Test("is nested at most 64 deep", arguments: ["[", "{a: ", "- "])
    func refusesDepth(opening: String) {
        let text = "a:\n  " + String(repeating: opening, count: 100)
        #expect(!problems(text).isEmpty)
        #expect(!problems("a:\n  " + String(repeating: opening, count: 200_000)).isEmpty)
    }

    @Test("may be nested up to the limit, and no further")
    func keepsTheDepthLimit() {
        func nested(_ depth: Int) -> String {
            "a: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(problems(nested(63)).isEmpty)
        #expect(problems(nested(64)).count == 1)
        #expect(problems(nested(64)).first?.contains("nested deeper than 64") == true)
    }

    @Test("has at most 100,000 values")
    func refusesManyValues() {
        let found = problems("a:\n" + String(repeating: "- x\n", count: 120_000))
        #expect(found.count == 1)
        #expect(found.first?.contains("more than 100000 values") == true)
    }

    @Test("reports on one line, without control characters, whatever its keys are")
    func rendersOnOneLine() throws {
        let document = try YAMLDocument.parse("\"x\\n\\e[31m\": 1\n", file: "f.yaml")
        let error = #expect(throws: YAMLProblems.self) { try document.finish() }
        let text = try #require(error?.description)
        #expect(!text.contains("\n"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test("never traps, whatever the bytes are")
    func survivesRandomBytes() {
        let alphabet = Array("&*!|>'\"%@`{}[],:?-#ab \n\t0~<=\\".utf8)
        var generator = SeededGenerator(seed: 42)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0..<60, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            _ = try? YAMLDocument.parse(bytes, file: "f.yaml")
        }
    }
}
