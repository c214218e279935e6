import ConfigStoreAPI
import ConfigStoreClient
import HTTPTransport
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("The configstore's metrics", .serviceLogs)
struct ConfigStoreMetricsTests {
    private static func scrape(_ fixture: ConfigStoreFixture) async throws -> (text: String, statements: Int) {
        let before = try fixture.sqlite.readStatementCount
        let answer = try await fixture.send("GET", "/metrics")
        #expect(answer.status == 200)
        return (String(decoding: answer.body, as: UTF8.self), try fixture.sqlite.readStatementCount - before)
    }

    @Test("say how far projects are set up and what is due, and are asked of the store once a minute")
    func due() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            try await client.user(named: "alice")
            let account = try await client.account(of: "alice", remoteUser: "1")
            for number in 0..<3 {
                var request = CreateProjectRequest.remote("user/alice/p\(number)", account)
                request.deployPublicKey = "ssh-ed25519 first"
                request.webhookURL = "https://sallyport.example.com/webhooks"
                _ = try await client.createProject(request)
            }
            let first = try await Self.scrape(fixture)
            #expect(first.text.contains("sallyport_project_set_ups{state=\"settingUp\"} 3\n"))
            #expect(first.text.contains("sallyport_set_ups_due 3\n"))
            #expect(first.text.contains("sallyport_watches_due 3\n"))
            #expect(first.text.contains("sallyport_commits_total{database=\"configstore\"}"))
            #expect(first.text.contains("{service=\"configstore\",operation=\"createProject\",status=\"2xx\"} 3\n"))
            #expect(try await Self.scrape(fixture).statements == 0)
            try await client.manualProject("user/alice/other")
            fixture.clock.advance(seconds: 61)
            let later = try await Self.scrape(fixture)
            #expect(later.text.contains("sallyport_watches_due 4\n"))
            #expect(later.statements == first.statements && later.statements < 10)
        }
    }
}
