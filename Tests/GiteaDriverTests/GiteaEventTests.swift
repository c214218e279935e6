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
}
