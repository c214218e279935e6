import Crypto
import Foundation
import RemoteSources
import Testing

@Suite("The webhook verifier")
struct WebhookVerifierTests {
    private static let body = Array(#"{"ref":"refs/heads/main"}"#.utf8)
    private static let now = Date(timeIntervalSince1970: 1_700_000_000)

    private static func hex(_ secret: String, _ body: [UInt8] = body) -> String {
        HMAC<SHA256>.authenticationCode(for: Data(body), using: SymmetricKey(data: Data(secret.utf8)))
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func accepts(
        _ headers: [String: String], body: [UInt8] = body, secrets: [String] = ["current", "previous"],
        scheme: DriverManifest.WebhookScheme = .hmacSHA256Hex(header: "X-Sig", prefix: ""), now: Date = now
    ) -> Bool {
        WebhookVerifier(schemes: [scheme], secrets: secrets).accepts(headers: headers, body: body, now: now)
    }

    @Test("agrees with RFC 4231, test case 2")
    func matchesKnownVector() {
        let code = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        #expect(accepts(["x-sig": code], body: Array("what do ya want for nothing?".utf8), secrets: ["Jefe"]))
    }

    @Test("accepts the current and the previous secret's signature", arguments: ["current", "previous"])
    func acceptsBothSecrets(secret: String) {
        #expect(accepts(["x-sig": Self.hex(secret)]))
        #expect(accepts(["x-sig": Self.hex(secret).uppercased()]))
    }

    @Test("refuses signatures that are not the body's")
    func refusesWrongSignatures() {
        let right = Self.hex("current")
        for value in [
            "", " ", Self.hex("other"), String(right.dropLast()), String(right.dropLast(2)), right + "00", right + " ",
            "sha256=" + right, String(repeating: "0", count: 64), String(right.dropLast()) + "g",
            "é" + right.dropFirst(2),
        ] {
            #expect(!accepts(["x-sig": value]), "\(value)")
        }
        #expect(!accepts([:]))
        #expect(!accepts(["x-hub-signature-256": "sha256=" + right]))
        #expect(!accepts(["x-sig": right], body: Self.body + [0x20]))
    }

    @Test("needs the prefix that the scheme has")
    func needsPrefix() {
        let scheme = DriverManifest.WebhookScheme.hmacSHA256Hex(header: "X-Hub-Signature-256", prefix: "sha256=")
        let right = Self.hex("current")
        #expect(accepts(["x-hub-signature-256": "sha256=" + right], scheme: scheme))
        #expect(!accepts(["x-hub-signature-256": right], scheme: scheme))
        #expect(!accepts(["x-hub-signature-256": "sha256="], scheme: scheme))
        #expect(!accepts(["x-hub-signature-256": "sha1=" + right], scheme: scheme))
    }

    @Test("never verifies with an empty secret or none", arguments: [[], [""], ["", ""]] as [[String]])
    func needsSecrets(secrets: [String]) {
        #expect(!accepts(["x-sig": Self.hex("")], secrets: secrets))
        #expect(!accepts(["x-token": ""], secrets: secrets, scheme: .sharedToken(header: "X-Token")))
        #expect(!accepts(["x-token": "x"], secrets: secrets, scheme: .sharedToken(header: "X-Token")))
    }

    @Test("compares shared tokens whole")
    func comparesTokens() {
        let scheme = DriverManifest.WebhookScheme.sharedToken(header: "X-Gitlab-Token")
        #expect(accepts(["x-gitlab-token": "current"], scheme: scheme))
        #expect(accepts(["x-gitlab-token": "previous"], scheme: scheme))
        for value in ["", "curren", "currentx", "Current", "other"] {
            #expect(!accepts(["x-gitlab-token": value], scheme: scheme), "\(value)")
        }
        #expect(!accepts([:], scheme: scheme))
    }

    private func standard(
        _ secret: String, id: String = "msg_1", timestamp: String = "1700000000", body: [UInt8] = body,
        signature: ((String) -> String)? = nil
    ) -> [String: String] {
        let key = SymmetricKey(data: Data(base64Encoded: String(secret.dropFirst("whsec_".count))) ?? Data())
        let signed = Data("\(id).\(timestamp).".utf8) + Data(body)
        let code = "v1," + Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
        return ["webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature?(code) ?? code]
    }

    @Test("verifies Standard Webhooks, one signature among several")
    func verifiesStandardWebhooks() {
        let secret = "whsec_" + Data("0123456789abcdef01234567".utf8).base64EncodedString()
        let other = "whsec_" + Data("fedcba9876543210fedcba98".utf8).base64EncodedString()
        func check(_ headers: [String: String], body: [UInt8] = Self.body, now: Date = Self.now) -> Bool {
            accepts(headers, body: body, secrets: [other, secret], scheme: .standardWebhooks, now: now)
        }
        let right = standard(secret)
        #expect(check(right))
        #expect(check(standard(secret) { "v1,AAAA v1a,xx \($0)" }))
        #expect(check(right, now: Self.now + 299))
        #expect(!check(right, now: Self.now + 301))
        #expect(!check(right, now: Self.now - 301))
        #expect(!check(right, body: Self.body + [0x20]))
        #expect(!check(right.merging(["webhook-id": "msg_2"]) { $1 }))
        #expect(!check(right.merging(["webhook-timestamp": "1700000001"]) { $1 }))
        #expect(!check(standard(secret, timestamp: "nan")))
        #expect(!check(standard(secret) { _ in "" }))
        #expect(!check(standard(secret) { "v2," + $0.dropFirst(3) }))
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            #expect(!check(right.filter { $0.key != name }), "\(name)")
        }
    }

    @Test("refuses a key that Standard Webhooks would call too short", arguments: ["", "AAAA", "c2hvcnQ="])
    func shortKeys(encoded: String) {
        let headers = standard("whsec_" + encoded)
        #expect(!accepts(headers, secrets: ["whsec_" + encoded, encoded], scheme: .standardWebhooks))
    }

    @Test("takes any of a forge's schemes")
    func severalSchemes() {
        let secret = "whsec_" + Data("0123456789abcdef01234567".utf8).base64EncodedString()
        let verifier = WebhookVerifier(
            schemes: [.standardWebhooks, .sharedToken(header: "X-Gitlab-Token")], secrets: [secret])
        func check(_ headers: [String: String]) -> Bool {
            verifier.accepts(headers: headers, body: Self.body, now: Self.now)
        }
        #expect(check(standard(secret)))
        #expect(check(["x-gitlab-token": secret]))
        #expect(!check(["x-gitlab-token": "other"]))
        #expect(!check(standard(secret) { _ in "v1,AAAA" }))
        #expect(!check([:]))
    }

    /// Signatures of openssl, not of the code that is tested here.
    @Test(
        "agrees with what forges send",
        arguments: [
            ("X-Gogs-Signature", "", "x-gogs-signature"), ("X-Hub-Signature", "sha256=", "x-hub-signature"),
            ("X-Hub-Signature-256", "sha256=", "x-hub-signature-256"),
        ])
    func forges(header: String, prefix: String, name: String) {
        let code = "fc662c6e1f0a8bc23a67d86c741b6a312357da242da47e39eeee8d0c5570a3e1"
        let scheme = DriverManifest.WebhookScheme.hmacSHA256Hex(header: header, prefix: prefix)
        #expect(accepts([name: prefix + code], scheme: scheme))
        #expect(!accepts([name: prefix + code], secrets: ["another"], scheme: scheme))
        #expect(!accepts([name: "sha1=" + code], scheme: scheme))
    }

    @Test("agrees with a signature of Standard Webhooks made by openssl")
    func standardVector() {
        let headers = [
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ]
        let accepted = accepts(
            headers, body: Array(#"{"test": 2432232314}"#.utf8), secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
            scheme: .standardWebhooks, now: Date(timeIntervalSince1970: 1_614_265_330))
        #expect(accepted)
    }
}
