import ForgeSimulator
import Foundation
import GitLabDriver
import HTTPTransport
import RemoteSources
import ServiceTesting
import Testing

@Suite("Keys and webhooks at the simulator of GitLab", .serviceLogs, .timeLimit(.minutes(1)))
struct GitLabSimulatorSetUpTests {
    private static let secret = "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()

    private func fixture(webhooks: (any HTTPTransport)? = nil) -> (ForgeFixture, RemoteSourceSession) {
        let fixture = ForgeFixture(kind: .gitlab, webhooks: webhooks)
        fixture.state.addUser("alice", password: "password", email: "alice@example.test")
        let token = fixture.state.addToken("t", for: "alice")
        return (
            fixture, fixture.session(CredentialSet(accessToken: token, secrets: [.webhookSecret: Self.secret]))
        )
    }

    @Test("adds deploy keys that can't push, and takes the same key twice")
    func deployKeys() async throws {
        let (fixture, session) = fixture()
        fixture.state.addRepository("hello", owner: "alice")
        let path = try RepositoryPath("alice/hello")
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG3uUu1MtGhAQdGDl+mEe4hRKwHVY+rlS/JNe0I6fzGM test"
        func create(_ key: String, readOnly: Bool) async throws -> DeployKey {
            try await session.perform(.deployKeys) { driver throws(DriverError) in
                try await driver.createDeployKey(
                    NewDeployKey(title: "t", publicKey: key, isReadOnly: readOnly), in: path)
            }.output
        }
        let writing = try await create(key, readOnly: false)
        #expect(!writing.isReadOnly)
        let again = try await create(key, readOnly: true)
        #expect(again.id == writing.id && again.isReadOnly)
        let error = await #expect(throws: OperationError.self) { _ = try await create("garbage", readOnly: true) }
        #expect(error?.code == "invalid")
        for _ in 1...2 {
            _ = try await session.perform(.deployKeys) { driver throws(DriverError) in
                try await driver.deleteDeployKey(id: writing.id, in: path)
            }
        }
        let left = try await session.perform(.deployKeys) { driver throws(DriverError) in
            try await driver.deployKeys(in: path, page: nil)
        }.output
        #expect(left.items.isEmpty && left.next == nil)
    }

    @Test("sets up webhooks whose deliveries are genuine, signed or with the token", arguments: [true, false])
    func webhooks(signs: Bool) async throws {
        let collector = DeliveryCollector()
        let (fixture, session) = fixture(webhooks: collector)
        fixture.state.signsDeliveries = signs
        let id = fixture.state.addRepository("hello", owner: "alice")
        let path = try RepositoryPath("alice/hello")
        let reader = WebhookReader(driver: GitLabDriver(), type: "gitlab", secrets: [Self.secret])
        func read(_ request: TransportRequest, _ reader: WebhookReader) async throws(WebhookRefusal) -> RemoteEvent {
            let headers = Dictionary(request.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }
            return try await reader.event(headers: headers, body: request.body, now: Date())
        }
        try await fixture.running {
            let hook = try await session.perform(.webhooks) { driver throws(DriverError) in
                try await driver.createWebhook(url: "http://ci.test/hook", in: path)
            }.output
            #expect(hook.isActive && Set(hook.events) == Set(GitLabDriver().manifest.webhookEvents))
            fixture.state.push(owner: "alice", name: "hello", branch: "feature", message: "one [ci skip]")
            let opened = #"{"source_branch":"feature","target_branch":"main","title":"Draft: t"}"#
            let token = TransportHeader("PRIVATE-TOKEN", session.credentials.accessToken ?? "")
            _ = try await fixture.send("POST", "/api/v4/projects/\(id)/merge_requests", headers: [token], body: opened)
            fixture.state.push(owner: "alice", name: "hello", branch: "feature", message: "two")
            _ = try await session.perform(.webhooks) { driver throws(DriverError) in
                try await driver.testWebhook(id: hook.id, in: path)
            }
            let requests = await collector.next(5)
            #expect(requests.allSatisfy { ($0.headers.first(named: "X-Gitlab-Token") == nil) == signs })
            #expect(requests.allSatisfy { ($0.headers.first(named: "webhook-signature") != nil) == signs })
            var events: [RemoteEvent] = []
            for request in requests { events.append(try await read(request, reader)) }
            #expect(events.map(\.kind) == [.push, .pullRequest, .push, .pullRequest, .push])
            #expect(events.map(\.action) == [nil, .opened, nil, .synchronized, nil])
            #expect(events.allSatisfy { $0.repository == .init(id: String(id), path: "alice/hello") })
            #expect(events[0].skipRequested && events[0].before == nil && events[1].pullRequest?.draft == true)
            #expect(events[3].before == events[0].after && events[3].after == events[2].after)
            #expect(Set(events.map(\.deliveryID)).count == 5)
            let other = WebhookReader(driver: GitLabDriver(), type: "gitlab", secrets: ["another"])
            await #expect(throws: WebhookRefusal.notGenuine) { _ = try await read(requests[0], other) }
            _ = try await session.perform(.webhooks) { driver throws(DriverError) in
                try await driver.deleteWebhook(id: hook.id, in: path)
            }
        }
    }
}
