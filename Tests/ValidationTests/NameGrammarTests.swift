import Testing
import Validation

@Suite("The name grammar")
struct NameGrammarTests {
    private func accepts(_ name: String) -> Bool { NameGrammar.violation(of: name, at: "name") == nil }

    @Test("accepts", arguments: ["bar", "foo-bar", "foo1", "foo-1-bar", "f12oo-bar33", "a", "7", "A", "deadbeef"])
    func accepts(name: String) {
        #expect(accepts(name))
    }

    @Test(
        "refuses",
        arguments: [
            "", " ", "-bar", "bar-", "foo--bar", "foo.bar", "foo_bar", "1foobar", "12", "-", "foo bar", "é", "föö",
            "foo\n", "foo\u{0}", "ａ", "a/b", "..", "%2F",
        ])
    func refuses(name: String) {
        #expect(!accepts(name))
    }

    @Test(
        "refuses what can be read as a UUID",
        arguments: [
            "a1b2c3d4-e5f6-4711-8899-aabbccddeeff", "A1B2C3D4-E5F6-4711-8899-AABBCCDDEEFF",
            "a1b2c3d4e5f647118899aabbccddeeff",
        ])
    func refusesUUIDs(name: String) {
        #expect(!accepts(name))
        #expect(UUIDGrammar.matches(name))
        #expect(UUIDGrammar.matches("{\(name)}"))
        #expect(UUIDGrammar.matches("URN:uuid:\(name)"))
        #expect(UUIDGrammar.isCanonical(name) == (name.count == 36))
    }

    @Test("takes 40 characters and no more")
    func keepsTheLimit() {
        #expect(accepts(String(repeating: "a", count: 40)))
        #expect(NameGrammar.violation(of: String(repeating: "a", count: 41), at: "name")?.code == .tooLong)
        #expect(NameGrammar.violation(of: "", at: "name")?.code == .required)
    }

    @Test("agrees with its specification on random texts", arguments: 1...8)
    func agreesWithSpecification(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let likely = Array("abcXYZ019---_. \u{e9}".utf8)
        var accepted = 0
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...44, using: &generator)).map { _ in
                Int.random(in: 0..<40, using: &generator) == 0
                    ? UInt8.random(in: 0...255, using: &generator)
                    : likely[Int.random(in: 0..<14, using: &generator)]
            }
            let length = Bool.random(using: &generator) ? 6 : 44
            let name = String(decoding: bytes.prefix(length), as: UTF8.self)
            #expect(accepts(name) == NameSpecification.accepts(name), "\(name.debugDescription)")
            if accepts(name) { accepted += 1 }
        }
        #expect(accepted > 20)
    }
}

/// The grammar, written once more and differently: words of letters and digits, joined by single hyphens.
private enum NameSpecification {
    static func accepts(_ name: String) -> Bool {
        let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars)
        let digits = Set("0123456789".unicodeScalars)
        let scalars = Array(name.unicodeScalars)
        guard scalars.count >= 1, scalars.count <= 40 else { return false }
        if scalars.count == 1 { return letters.union(digits).contains(scalars[0]) }
        let words = scalars.split(separator: "-", omittingEmptySubsequences: false)
        guard words.allSatisfy({ !$0.isEmpty && $0.allSatisfy(letters.union(digits).contains) }) else { return false }
        return letters.contains(scalars[0]) && !isUUID(words)
    }

    private static func isUUID(_ words: [ArraySlice<Unicode.Scalar>]) -> Bool {
        let hex = Set("0123456789abcdefABCDEF".unicodeScalars)
        return (words.map(\.count) == [32] || words.map(\.count) == [8, 4, 4, 4, 12])
            && words.joined().allSatisfy(hex.contains)
    }
}
