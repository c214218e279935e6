import Testing
import Validation

@Suite("The rules of texts")
struct TextRuleTests {
    @Test("a token's name is accepted", arguments: ["ci", "my laptop", "日本語", String(repeating: "é", count: 100)])
    func acceptsTokenNames(name: String) {
        #expect(TokenNameRule.violation(of: name, at: "name") == nil)
        #expect(TextRule.tokenNameViolation(of: name, at: "name") == nil)
    }

    @Test(
        "a token's name is refused",
        arguments: [
            ("", "required"), (" ci", "invalidCharacter"), ("ci ", "invalidCharacter"),
            ("\u{a0}ci", "invalidCharacter"), ("a\nb", "invalidCharacter"), ("a\u{0}", "invalidCharacter"),
            (String(repeating: "a", count: 101), "tooLong"),
            ("a" + String(repeating: "\u{301}", count: 1000), "tooLong"),
        ])
    func refusesTokenNames(name: String, code: String) {
        #expect(TokenNameRule.violation(of: name, at: "name")?.code.rawValue == code)
        #expect(TextRule.tokenNameViolation(of: name, at: "name")?.code.rawValue == code)
    }

    @Test("a text is as long as it may be, and empty where it may be")
    func keepsLength() {
        #expect(TextRule.violation(of: "abc", at: "t", maxBytes: 3) == nil)
        #expect(TextRule.violation(of: "abcd", at: "t", maxBytes: 3)?.code == .tooLong)
        #expect(TextRule.violation(of: "", at: "t", maxBytes: 3)?.code == .required)
        #expect(TextRule.violation(of: "", at: "t", maxBytes: 3, isRequired: false) == nil)
    }
}
