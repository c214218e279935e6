import Foundation
import Testing
import Validation

@Suite("The SSH host key rule")
struct SSHHostKeyRuleTests {
    private static func base64(_ parts: [[UInt8]]) -> String {
        let blob = parts.flatMap { part in
            withUnsafeBytes(of: UInt32(part.count).bigEndian, Array.init) + part
        }
        return Data(blob).base64EncodedString()
    }

    private static func bytes(_ count: Int) -> [UInt8] { Array(repeating: 7, count: count) }

    static let ed25519 = base64([Array("ssh-ed25519".utf8), bytes(32)])
    static let rsa = base64([Array("ssh-rsa".utf8), [1, 0, 1], bytes(257)])

    private func violation(_ text: String) -> Violation? { SSHHostKeyRule.violation(of: text, at: "sshHostKey") }

    @Test(
        "accepts hosts in every form",
        arguments: ["git.example.com", "h,10.0.0.1", "[h]:2222", "[::1]:22,h", "::1", "[10.0.0.1]:22,[h]:2222"])
    func acceptsHosts(hosts: String) {
        #expect(violation("\(hosts) ssh-ed25519 \(Self.ed25519)") == nil)
        #expect(violation("\(hosts) ssh-ed25519 \(Self.ed25519)\n") == nil)
        #expect(violation("\(hosts) ssh-ed25519 \(Self.ed25519) comment") == nil)
    }

    @Test(
        "accepts every type of key",
        arguments: [
            ("ssh-ed25519", [bytes(32)]),
            ("ssh-rsa", [[1, 0, 1], bytes(257)]),
            ("ecdsa-sha2-nistp256", [Array("nistp256".utf8), bytes(65)]),
            ("ecdsa-sha2-nistp384", [Array("nistp384".utf8), bytes(97)]),
            ("ecdsa-sha2-nistp521", [Array("nistp521".utf8), bytes(133)]),
            ("sk-ssh-ed25519@openssh.com", [bytes(32), Array("ssh:".utf8)]),
            ("sk-ecdsa-sha2-nistp256@openssh.com", [Array("nistp256".utf8), bytes(65), Array("ssh:".utf8)]),
        ])
    func acceptsTypes(type: String, parts: [[UInt8]]) {
        #expect(violation("h \(type) \(Self.base64([Array(type.utf8)] + parts))") == nil)
        #expect(violation("h \(type) \(Self.base64([Array(type.utf8)] + parts.dropLast()))") != nil)
        #expect(violation("h \(type) \(Self.base64([Array(type.utf8)] + parts + [[1]]))") != nil)
    }

    @Test(
        "refuses",
        arguments: [
            "h", "h ssh-ed25519", "ssh-ed25519 \(ed25519)", "h ssh-ed25519 \(ed25519) a comment",
            "h  ssh-ed25519 \(ed25519)", "h ssh-dss \(ed25519)", "h ssh-rsa \(ed25519)", "h ssh-ed25519 \(rsa)",
            "h ssh-ed25519 not-base64", "h ssh-ed25519 \(ed25519.dropLast(8))", "h ssh-ed25519 AAAA",
            "h ssh-ed25519 /////w==", "|1|abc=|def= ssh-ed25519 \(ed25519)",
            "@cert-authority h ssh-ed25519 \(ed25519)", "*.example.com ssh-ed25519 \(ed25519)",
            "!h ssh-ed25519 \(ed25519)", "h, ssh-ed25519 \(ed25519)", "[h] ssh-ed25519 \(ed25519)",
            "[h]:0 ssh-ed25519 \(ed25519)", "[h]:99999 ssh-ed25519 \(ed25519)", "# comment",
            "h ecdsa-sha2-nistp256 \(base64([Array("ecdsa-sha2-nistp256".utf8), Array("nistp384".utf8), bytes(65)]))",
            "h ssh-ed25519 \(base64([Array("ssh-ed25519".utf8), bytes(31)]))",
        ])
    func refuses(line: String) {
        let found = violation(line)
        #expect(found?.code == .invalidHostKey)
        #expect(found?.path == "sshHostKey")
    }

    @Test("takes up to 16 lines, and names the bad one")
    func readsLines() {
        let line = "h ssh-ed25519 \(Self.ed25519)"
        #expect(violation(Array(repeating: line, count: 16).joined(separator: "\n")) == nil)
        #expect(violation(Array(repeating: line, count: 17).joined(separator: "\n"))?.code == .tooLong)
        #expect(violation("\(line)\nh ssh-rsa x")?.message.hasPrefix("line 2: ") == true)
        #expect(violation("\(line)\n\n\(line)")?.message.hasPrefix("line 2: ") == true)
        #expect(violation("")?.code == .required)
        #expect(violation("h ssh-ed25519 " + String(repeating: "A", count: 16 * 1024))?.code == .tooLong)
    }
}
