import Foundation
import GiteaDriver
import RemoteSources
import Testing

@Suite("Gitea's recorded deliveries")
struct GiteaEventTests {
    struct Delivery: Decodable, Sendable {
        let headers: [String: String]
        let body: String
        let secret: String

        var lowercased: [String: String] {
            Dictionary(uniqueKeysWithValues: headers.map { ($0.key.lowercased(), $0.value) })
        }
    }

    static func delivery(_ name: String) throws -> Delivery {
        let url = GiteaFixtures.directory("deliveries").appending(path: "\(name).json")
        return try JSONDecoder().decode(Delivery.self, from: Data(contentsOf: url))
    }

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: GiteaFixtures.directory("deliveries").path())
            .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    static func summary(_ delivery: Delivery) async -> String {
        let value = WebhookDelivery(headers: delivery.lowercased, body: Array(delivery.body.utf8))
        do throws(DriverError) {
            let event = try await GiteaDriver().event(from: value)
            return "\(event.repository.id) \(event.sender?.login ?? "-") \(show(event))"
        } catch {
            return error.code
        }
    }

    static func show(_ event: RemoteEvent) -> String {
        let change = "\(event.before == nil ? "0" : "x")→\(event.after == nil ? "0" : "x")"
        guard let pull = event.pullRequest else {
            let marks = (event.skipRequested ? " skip" : "") + (event.truncated ? " truncated" : "")
            return "\(event.kind.rawValue) \(event.branch ?? event.tag ?? "-") \(change)\(marks)"
        }
        return "pull \(pull.number) \(event.action?.rawValue ?? "-") \(event.ref ?? "-") → \(pull.target.branch)"
            + " fork=\(pull.fromFork)"
    }

    static let expected = [
        "branch_create.0.create": "ignored", "branch_create.1.push": "1 alice push feature/x 0→x skip",
        "branch_delete.delete": "1 alice branchDeleted feature/x 0→0",
        "pr_closed.pull_request": "1 alice pull 1 closed refs/pull/1/head → main fork=false",
        "pr_edited.pull_request": "ignored",
        "pr_merged.0.pull_request": "1 alice pull 1 merged refs/pull/1/head → main fork=false",
        "pr_merged.1.push": "1 alice push main x→x",
        "pr_opened.pull_request": "1 alice pull 1 opened refs/pull/1/head → main fork=false",
        "pr_opened_from_fork.pull_request": "1 bob pull 2 opened refs/pull/2/head → main fork=true",
        "pr_reopened.pull_request": "1 alice pull 1 reopened refs/pull/1/head → main fork=false",
        "pr_synchronized.0.push": "1 alice push feature/x x→x",
        "pr_synchronized.1.pull_request": "1 alice pull 1 synchronized refs/pull/1/head → main fork=false",
        "push_feature.push": "1 alice push feature/x x→x", "push_main.push": "1 alice push main x→x",
        "push_skip_ci.push": "1 alice push main x→x skip",
        "release_published.0.push": "1 alice tag v1.1.0 0→x", "release_published.1.create": "ignored",
        "release_published.2.release": "ignored",
        "tag_create.0.push": "1 alice tag v1.0.0 0→x", "tag_create.1.create": "ignored",
        "tag_delete.0.push": "1 alice tagDeleted v1.0.0 x→0", "tag_delete.1.delete": "ignored",
        "tag_delete.2.release": "ignored",
        "test_delivery.push": "1 alice push main x→x",
    ]

    @Test("are read into what happened, or ignored")
    func events() async throws {
        let names = try Self.names()
        #expect(Set(names) == Set(Self.expected.keys))
        for name in names {
            #expect(await Self.summary(try Self.delivery(name)) == Self.expected[name], "\(name)")
        }
    }

    @Test("say everything that the delivery says")
    func whole() async throws {
        let delivery = try Self.delivery("push_main.push")
        let reader = WebhookReader(driver: GiteaDriver(), type: "forgejo", secrets: [delivery.secret])
        let event = try await reader.event(
            headers: delivery.lowercased, body: Array(delivery.body.utf8), now: Date())
        let page = "http://localhost:3300/alice/hello"
        let (old, new) = ("eed7c2742d0dcf2ea4ea40607ccfb7c76daf5535", "48e8cdf9a3f79d1d9158ae2d2dd9213b7ced21bf")
        let expected = """
            {"after":"\(new)","before":"\(old)","branch":"main","commits":[{"author":{"email":"alice@example.test",\
            "name":"alice"},"message":"add a.txt\\n","sha":"\(new)","webURL":"\(page)/commit/\(new)"}],\
            "compareURL":"\(page)/compare/\(old)...\(new)","deliveryID":"5cb341b5-cf4c-4f79-99d1-1572ff5e5c2f",\
            "driver":"forgejo","kind":"push","ref":"refs/heads/main","repository":{"id":"1","path":"alice/hello"},\
            "sender":{"id":"2","login":"alice"},"skipRequested":false,"truncated":false,\
            "webURL":"\(page)/commit/\(new)"}
            """
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let encoded = try encoder.encode(event)
        #expect(String(decoding: encoded, as: UTF8.self) == expected)
        #expect(try JSONDecoder().decode(RemoteEvent.self, from: encoded) == event)
    }

    @Test("name both sides of a pull request from a fork")
    func sides() async throws {
        let delivery = try Self.delivery("pr_opened_from_fork.pull_request")
        let event = try await GiteaDriver().event(
            from: WebhookDelivery(headers: delivery.lowercased, body: Array(delivery.body.utf8)))
        let pull = try #require(event.pullRequest)
        #expect(pull.target.repositoryID == "1" && pull.target.path == "alice/hello" && pull.target.branch == "main")
        #expect(pull.source.path == "bob/hello" && pull.source.repositoryID != "1" && pull.source.sha == event.after)
        #expect(!pull.draft && event.webURL == "http://localhost:3300/alice/hello/pulls/2")
    }

    @Test("verify with the secret that they were signed with, and with nothing else")
    func signatures() throws {
        let scheme = try #require(GiteaDriver().manifest.webhookSchemes.first)
        for name in try Self.names() {
            let delivery = try Self.delivery(name)
            let (headers, body) = (delivery.lowercased, Array(delivery.body.utf8))
            func accepts(_ secrets: [String], _ headers: [String: String], _ body: [UInt8]) -> Bool {
                WebhookVerifier(schemes: [scheme], secrets: secrets).accepts(headers: headers, body: body, now: Date())
            }
            #expect(accepts([delivery.secret], headers, body), "\(name)")
            #expect(accepts(["new secret", delivery.secret], headers, body))
            #expect(!accepts(["another"], headers, body))
            #expect(!accepts([], headers, body))
            #expect(!accepts([""], headers, body))
            #expect(!accepts([delivery.secret], headers, body + [10]))
            for signature in ["", "sha256=", "00", String((headers["x-gitea-signature"] ?? "").dropLast(2))] {
                #expect(!accepts([delivery.secret], headers.merging(["x-gitea-signature": signature]) { $1 }, body))
            }
            #expect(!accepts([delivery.secret], headers.filter { $0.key != "x-gitea-signature" }, body))
        }
    }

    @Test("of a pull request whose fork is gone are read")
    func goneFork() async throws {
        let delivery = try Self.delivery("pr_opened_from_fork.pull_request")
        var body = try #require(JSONSerialization.jsonObject(with: Data(delivery.body.utf8)) as? [String: Any])
        var pull = try #require(body["pull_request"] as? [String: Any])
        var head = try #require(pull["head"] as? [String: Any])
        head["repo"] = NSNull()
        head["repo_id"] = 0
        pull["head"] = head
        body["pull_request"] = pull
        let gone = WebhookDelivery(
            headers: delivery.lowercased, body: Array(try JSONSerialization.data(withJSONObject: body)))
        let event = try await GiteaDriver().event(from: gone)
        let read = try #require(event.pullRequest)
        #expect(read.fromFork && read.source.repositoryID == nil && read.source.path == nil)
        #expect(read.number == 2)
    }
}
