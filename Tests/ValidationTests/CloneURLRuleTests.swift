import Testing
import Validation

@Suite("The clone URL rule")
struct CloneURLRuleTests {
    @Test(
        "knows how a URL is cloned",
        arguments: [
            ("https://git.example.com/a.git", .https), ("HTTPS://h:8443/a/b", .https), ("ssh://git@h/a", .ssh),
            ("ssh://h:22/a", .ssh), ("ssh://git@[::1]:2222/a", .ssh), ("git@h:a/b.git", .ssh), ("git@[::1]:a", .ssh),
            ("SSH://me.x-y_z@h/~/a", .ssh),
        ] as [(String, CloneURLRule.Scheme)])
    func schemes(text: String, scheme: CloneURLRule.Scheme) throws {
        #expect(try CloneURLRule.scheme(of: text, at: "clone_url") == scheme)
    }

    @Test(
        "refuses anything else, and never repeats it",
        arguments: [
            "", "h", "h:a", "/a/b", "file:///a", "ext::sh -c x", "http://h/a", "https://h", "https://h/", "git://h/a",
            "https://u:secret@h/a", "ssh://u:secret@h/a", "ssh://-oProxyCommand=x/a", "ssh://-x@h/a", "-x@h:a",
            "ssh://h",
            "ssh://h/", "ssh://h:0/a", "ssh://h:99999/a", "ssh://h:+1/a", "git@h:", "git@h:-a", "git@-h:a", "git@h:a b",
            "git@h:a\nb", "git@h:ä", "git@:a", "@h:a", "ssh://@h/a", "ssh://[::1/a", "git@h:a?b", "git@h:a`b`",
            "https://h/" + String(repeating: "a", count: 3000),
        ])
    func refusals(text: String) {
        let violation = #expect(throws: Violation.self) { try CloneURLRule.scheme(of: text, at: "clone_url") }
        #expect(violation?.message.contains("secret") == false)
    }
}

@Suite("The private key rule")
struct PrivateKeyRuleTests {
    private static func pem(_ type: String, _ body: String = "AAAA", end: String? = nil) -> String {
        "-----BEGIN \(type)-----\n\(body)\n-----END \(end ?? type)-----\n"
    }

    @Test("takes PEM", arguments: ["OPENSSH PRIVATE KEY", "RSA PRIVATE KEY", "PRIVATE KEY"])
    func takes(type: String) {
        #expect(PrivateKeyRule.violation(of: Self.pem(type), at: "key") == nil)
        #expect(PrivateKeyRule.violation(of: Self.pem(type).replacing("\n", with: "\r\n"), at: "key") == nil)
    }

    @Test(
        "refuses anything else",
        arguments: [
            "", "secret", pem("CERTIFICATE"), pem("PUBLIC KEY"), pem("PRIVATE KEY", end: "RSA PRIVATE KEY"),
            pem("PRIVATE KEY", ""), pem("PRIVATE KEY") + pem("PRIVATE KEY"), "x\n" + pem("PRIVATE KEY"),
            pem("PRIVATE KEY", "a\u{0}b"), pem("PRIVATE KEY", String(repeating: "A", count: 20_000)),
        ])
    func refuses(text: String) {
        #expect(PrivateKeyRule.violation(of: text, at: "key") != nil)
    }
}
