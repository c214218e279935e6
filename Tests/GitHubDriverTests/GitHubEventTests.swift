import Crypto
import Foundation
import GitHubDriver
import RemoteSources
import Testing

@Suite("GitHub's published deliveries")
struct GitHubEventTests {
    /// The event that each payload is of, and what is read of it.
    static let expected: [String: (event: String, summary: String)] = [
        "create_tag": ("create", "ignored"), "delete_tag": ("delete", "ignored"),
        "ping": ("ping", "186853261 Octocoders/Hello-World Codertocat ping - 0→0"),
        "pull_request_opened": (
            "pull_request", "186853002 Codertocat/Hello-World Codertocat pull 2 opened changes → master fork=false"
        ),
        "pull_request_synchronize": (
            "pull_request",
            "186853002 Codertocat/Hello-World Codertocat pull 2 synchronized changes → master fork=false"
        ),
        "push_new_branch": ("push", "186853002 Codertocat/Hello-World Codertocat push master 0→x"),
        "push_tag_deleted": ("push", "186853002 Codertocat/Hello-World Codertocat tagDeleted simple-tag x→0"),
        "repository_renamed": (
            "repository", "186853261 Octocoders/Hello-World Codertocat repositoryRenamed - 0→0"
        ),
    ]

    static func read(_ event: String, _ body: [UInt8]) async throws(DriverError) -> RemoteEvent {
        try await GitHubDriver().event(
            from: WebhookDelivery(headers: ["x-github-event": event, "x-github-delivery": "d1"], body: body))
    }

    static func summary(_ event: RemoteEvent) -> String {
        let start = "\(event.repository.id) \(event.repository.path) \(event.sender?.login ?? "-")"
        guard let pull = event.pullRequest else {
            let change = "\(event.before == nil ? "0" : "x")→\(event.after == nil ? "0" : "x")"
            return "\(start) \(event.kind.rawValue) \(event.branch ?? event.tag ?? "-") \(change)"
        }
        return "\(start) pull \(pull.number) \(event.action?.rawValue ?? "-") \(pull.source.branch)"
            + " → \(pull.target.branch) fork=\(pull.fromFork)"
    }

    @Test("are read into what happened, or ignored")
    func events() async throws {
        #expect(try GitHubFixtures.names("webhooks") == Set(Self.expected.keys))
        for (name, expected) in Self.expected {
            let body = try GitHubFixtures.bytes("webhooks", name)
            do throws(DriverError) {
                #expect(Self.summary(try await Self.read(expected.event, body)) == expected.summary, "\(name)")
            } catch {
                #expect(error.code == expected.summary, "\(name)")
            }
        }
    }

    @Test("say everything that the delivery says, once they are verified")
    func whole() async throws {
        let body = try GitHubFixtures.bytes("webhooks", "push_new_branch")
        let event = try await Self.reader().event(
            headers: Self.headers("push", Self.signature(body)), body: body, now: Date())
        let page = "https://github.com/Codertocat/Hello-World"
        let sha = "6113728f27ae82c7b1a177c8d03f9e96e0adf246"
        let expected = """
            {"after":"\(sha)","branch":"master","commits":[{"author":{"email":"21031067+Codertocat@users.noreply.github.com",\
            "name":"Codertocat"},"message":"Initial commit","sha":"\(sha)","webURL":"\(page)/commit/\(sha)"}],\
            "deliveryID":"72d3162e-cc78-11e3-81ab-4c9367dc0958","driver":"github","kind":"push","ref":"refs/heads/master",\
            "repository":{"id":"186853002","path":"Codertocat/Hello-World"},"sender":{"id":"21031067",\
            "login":"Codertocat"},"skipRequested":false,"truncated":false,"webURL":"\(page)/commit/\(sha)"}
            """
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(event), as: UTF8.self) == expected)
    }

    private static let secret = "It's a Secret to Everybody"

    private static func reader(_ secrets: [String] = [secret]) -> WebhookReader {
        WebhookReader(driver: GitHubDriver(), type: "github", secrets: secrets)
    }

    private static func signature(_ body: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(body), using: SymmetricKey(data: Data(secret.utf8)))
        return "sha256=" + code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func headers(_ event: String, _ signature: String) -> [String: String] {
        [
            "x-github-event": event, "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
            "x-hub-signature-256": signature, "content-type": "application/json",
        ]
    }

    @Test("are verified as GitHub's documentation says")
    func documentedSignature() throws {
        // The example of GitHub's documentation on validating deliveries.
        let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        let verifier = WebhookVerifier(schemes: GitHubDriver().manifest.webhookSchemes, secrets: [Self.secret])
        let body = Array("Hello, World!".utf8)
        #expect(verifier.accepts(headers: ["x-hub-signature-256": signature], body: body, now: Date()))
        for headers in [
            [:], ["x-hub-signature-256": ""], ["x-hub-signature-256": "sha256="],
            ["x-hub-signature-256": String(signature.dropFirst(7))],
            ["x-hub-signature-256": String(signature.dropLast(2))],
            ["x-hub-signature": "sha1=" + String(repeating: "0", count: 40)], ["x-hub-signature": signature],
        ] {
            #expect(!verifier.accepts(headers: headers, body: body, now: Date()), "\(headers)")
        }
        #expect(!verifier.accepts(headers: ["x-hub-signature-256": signature], body: body + [33], now: Date()))
    }

    @Test("of a webhook that somebody made by hand come as a form, which is what is signed")
    func form() async throws {
        let json = try GitHubFixtures.bytes("webhooks", "ping")
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let payload = try #require(
            String(decoding: json, as: UTF8.self).addingPercentEncoding(withAllowedCharacters: allowed))
        let body = Array("payload=\(payload)".utf8)
        var headers = Self.headers("ping", Self.signature(body))
        headers["content-type"] = "application/x-www-form-urlencoded"
        #expect(try await Self.reader().event(headers: headers, body: body, now: Date()).kind == .ping)
        headers["x-hub-signature-256"] = Self.signature(json)
        let refused = headers
        await #expect(throws: WebhookRefusal.notGenuine) {
            _ = try await Self.reader().event(headers: refused, body: body, now: Date())
        }
    }

    @Test("of a pull request whose fork is gone are read")
    func goneFork() async throws {
        let recorded = try JSONSerialization.jsonObject(
            with: Data(GitHubFixtures.bytes("webhooks", "pull_request_opened")))
        var body = try #require(recorded as? [String: Any])
        var pull = try #require(body["pull_request"] as? [String: Any])
        var head = try #require(pull["head"] as? [String: Any])
        head["repo"] = NSNull()
        pull["head"] = head
        body["pull_request"] = pull
        let event = try await Self.read("pull_request", Array(try JSONSerialization.data(withJSONObject: body)))
        let read = try #require(event.pullRequest)
        #expect(read.fromFork && read.source.repositoryID == nil && read.source.path == nil)
        // The number that people see, never the id.
        #expect(read.number == 2 && event.ref == "refs/pull/2/head" && event.after == read.source.sha)
        #expect(event.webURL == "https://github.com/Codertocat/Hello-World/pull/2")
    }

    @Test(
        "of a pull request tell what happened to it",
        arguments: [
            ("opened", false, "opened"), ("synchronize", false, "synchronized"), ("reopened", false, "reopened"),
            ("closed", false, "closed"), ("closed", true, "merged"), ("edited", false, "ignored"),
            ("labeled", false, "ignored"), ("ready_for_review", false, "ignored"), ("", false, "ignored"),
        ])
    func actions(action: String, isMerged: Bool, expected: String) async throws {
        let sha = String(repeating: "a", count: 40)
        let body = #"""
            {"action":"\#(action)","number":3,"pull_request":{"id":90,"number":3,"title":"t","html_url":"u","draft":true,
            "merged":\#(isMerged),"head":{"ref":"x","sha":"\#(sha)","repo":{"id":2,"full_name":"bob/hello"}},
            "base":{"ref":"main","sha":"\#(sha)","repo":{"id":1,"full_name":"alice/hello"}}},
            "repository":{"id":1,"full_name":"alice/hello"}}
            """#
        do throws(DriverError) {
            let event = try await Self.read("pull_request", Array(body.utf8))
            #expect(event.action?.rawValue == expected)
            #expect(event.pullRequest?.fromFork == true && event.pullRequest?.draft == true)
            #expect(event.pullRequest?.source.path == "bob/hello" && event.sender == nil)
        } catch {
            #expect(error.code == expected)
        }
    }

    @Test(
        "of a repository tell when it is elsewhere or gone",
        arguments: [
            ("renamed", "repositoryRenamed"), ("transferred", "repositoryTransferred"),
            ("deleted", "repositoryDeleted"),
            ("archived", "ignored"), ("edited", "ignored"), ("publicized", "ignored"),
        ])
    func repositories(action: String, expected: String) async {
        let body = #"{"action":"\#(action)","repository":{"id":1,"full_name":"alice/hello","html_url":"u"}}"#
        do throws(DriverError) {
            let event = try await Self.read("repository", Array(body.utf8))
            #expect(event.kind.rawValue == expected)
            #expect(event.webURL == (action == "deleted" ? nil : "u"))
        } catch {
            #expect(error.code == expected)
        }
    }
}
