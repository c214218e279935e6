import Testing
import Validation

@Suite("The URL rule")
struct URLRuleTests {
    @Test(
        "normalises",
        arguments: [
            ("https://git.example.com", "https://git.example.com"),
            ("HTTPS://Git.Example.COM/", "https://git.example.com"),
            ("https://git.example.com:443/Sub/", "https://git.example.com/Sub"),
            ("http://git.example.com:80", "http://git.example.com"),
            ("http://git.example.com:443///", "http://git.example.com:443"),
            ("http://localhost:3000/forge", "http://localhost:3000/forge"),
            ("http://h:00080/", "http://h"),
            ("http://[::1]:3000/", "http://[::1]:3000"),
            ("http://[FE80::1.2.3.4]", "http://[fe80::1.2.3.4]"),
            ("http://10.0.0.1/a%20b", "http://10.0.0.1/a%20b"),
            ("http://h/...", "http://h/..."),
        ])
    func normalises(text: String, expected: String) throws {
        #expect(try URLRule.normalized(text, at: "apiURL") == expected)
    }

    @Test(
        "refuses",
        arguments: [
            "git.example.com", "ftp://h", "file:///etc/passwd", "https:/h", "https:h", "https://", "https:///path",
            "https://:80", "http://h:", "http://h:0", "http://h:65536", "http://h:x", "http://h:+8", "http://h:1:2",
            "http://user@h", "http://user:pass@h", "http://h?", "http://h/?a=b", "http://h#", "http://h/#x",
            "http://h/a/../b", "http://h/..", "http://h/./a", "http://h/%2e%2E/a", "http://h/.%2e", "http://h//a",
            "http://h/%", "http://h/%2", "http://h/%zz", "http://h /", "http://h\n", "http://h/\u{0}", "http://h/é",
            "http://é", "http://h\\@x", "http://a..b", "http://.a", "http://-a", "http://[::1", "http://[::g]",
            "http://[1::2::3]", "http://[::1]x", "http://[1:2:3]", "http://[fe80::1%25eth0]", "javascript://h",
            " http://h", "//h",
        ])
    func refuses(text: String) {
        let violation = URLRule.violation(of: text, at: "apiURL")
        #expect(violation?.code == .invalidURL)
        #expect(violation?.path == "apiURL")
    }

    @Test("needs a URL, of at most 2,048 bytes")
    func keepsLimits() {
        #expect(URLRule.violation(of: "", at: "u")?.code == .required)
        let base = "http://h/"
        #expect(URLRule.violation(of: base + String(repeating: "a", count: 2048 - base.count), at: "u") == nil)
        #expect(URLRule.violation(of: base + String(repeating: "a", count: 2049), at: "u")?.code == .tooLong)
    }

    @Test("never repeats a password")
    func keepsSecrets() throws {
        let violation = try #require(URLRule.violation(of: "https://me:hunter2@h/", at: "u"))
        #expect(!violation.message.contains("hunter2"))
    }

    @Test("gives the same again for what it gave", arguments: 1...6)
    func isIdempotent(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "http", "https", "HTTP", "://", "/", ":", "h", "Git.Example", "[::1]", ".", "..", "80", "443", "8080", "a",
            "%41", "@", "?", "#", "", "-", "_", "//",
        ]
        var accepted = 0
        for _ in 0..<4000 {
            let count = Int.random(in: 0..<7, using: &generator)
            let start = Bool.random(using: &generator) ? "hTTp://h" : ""
            let text = start + (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            guard let once = try? URLRule.normalized(text, at: "u") else { continue }
            accepted += 1
            #expect(try URLRule.normalized(once, at: "u") == once)
            #expect(!once.hasSuffix("/"))
            #expect(!once.contains("?") && !once.contains("#"))
            #expect(once.split(separator: "/", maxSplits: 2).dropFirst().first?.contains("@") == false)
        }
        #expect(accepted > 50)
    }
}
