import CryptoExtras
import ForgeSimulator
import Foundation
import GitHubDriver
import HTTPTransport
import RemoteSources
import ServiceTesting
import Testing

@Suite("Webhooks, sign-in, limits and apps at the simulator of GitHub", .serviceLogs, .timeLimit(.minutes(1)))
struct GitHubSimulatorAccessTests {
    @Test("sets up webhooks whose deliveries are genuine, with a ping first, and reads them when the fork is gone")
    func webhooks() async throws {
        let collector = DeliveryCollector()
        let (fixture, session) = GitHubSimulation.start(webhooks: collector)
        let id = fixture.state.addRepository("hello", owner: "alice")
        fixture.state.addUser("bob", password: "password")
        let bob = TransportHeader("Authorization", "Bearer " + fixture.state.addToken("b", for: "bob"))
        let path = try RepositoryPath("alice/hello")
        let reader = WebhookReader(driver: GitHubDriver(), type: "github", secrets: ["webhook-secret"])
        func read(_ request: TransportRequest, _ reader: WebhookReader) async throws(WebhookRefusal) -> RemoteEvent {
            let headers = Dictionary(request.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }
            return try await reader.event(headers: headers, body: request.body, now: Date())
        }
        func create() async throws -> Webhook {
            try await session.perform(.webhooks) { driver throws(DriverError) in
                try await driver.createWebhook(url: "http://ci.test/hook", in: path)
            }.output
        }
        try await fixture.running {
            let hook = try await create()
            #expect(hook.isActive && hook.events == GitHubDriver().manifest.webhookEvents)
            #expect(await GitHubSimulation.code { try await create() } == "conflict")
            fixture.state.push(owner: "alice", name: "hello", branch: "feature", message: "one [skip ci]")
            #expect(try await fixture.send("POST", "/api/v3/repos/alice/hello/forks", headers: [bob]).status == 202)
            fixture.state.push(owner: "bob", name: "hello", branch: "theirs", message: "two")
            let opened = #"{"title":"t","head":"bob:theirs","base":"main"}"#
            let made = try await fixture.send("POST", "/api/v3/repos/alice/hello/pulls", headers: [bob], body: opened)
            #expect(made.status == 201)
            _ = try await session.perform(.webhooks) { driver throws(DriverError) in
                try await driver.testWebhook(id: hook.id, in: path)
            }
            fixture.state.renameRepository(owner: "alice", name: "hello", to: "other")
            let requests = await collector.next(5)
            var events: [RemoteEvent] = []
            for request in requests { events.append(try await read(request, reader)) }
            #expect(events.map(\.kind) == [.ping, .push, .pullRequest, .ping, .repositoryRenamed])
            #expect(events.allSatisfy { $0.repository.id == String(id) && $0.driver == "github" })
            #expect(events.last?.repository.path == "alice/other")
            #expect(events[1].skipRequested && events[1].before == nil && events[1].sender?.login == "alice")
            #expect(events[2].pullRequest?.fromFork == true && events[2].pullRequest?.source.path == "bob/hello")
            #expect(Set(events.map(\.deliveryID)).count == 5)
            let other = WebhookReader(driver: GitHubDriver(), type: "github", secrets: ["another"])
            await #expect(throws: WebhookRefusal.notGenuine) { _ = try await read(requests[0], other) }
            _ = try await session.perform(.webhooks) { driver throws(DriverError) in
                try await driver.deleteWebhook(id: hook.id, in: RepositoryPath("alice/other"))
            }
        }
    }

    @Test("signs in with PKCE, and refreshes with tokens that work once; errors come with status 200")
    func oauth2() async throws {
        let flow = OAuth2Flow(kind: .github)
        let tokens = try await flow.tokens()
        #expect(try await flow.user(tokens).loginName == "alice")
        let fresh = try await flow.refresh(tokens.refreshToken)
        #expect(fresh.refreshToken != tokens.refreshToken)
        #expect(try await flow.user(fresh).loginName == "alice")
        #expect(await GitHubSimulation.code { try await flow.user(tokens) } == "unauthorized")
        #expect(await GitHubSimulation.code { try await flow.refresh(tokens.refreshToken) } == "unauthorized")
        let refused = try await flow.fixture.send(
            "POST", "/login/oauth/access_token",
            headers: [TransportHeader("Content-Type", "application/x-www-form-urlencoded")],
            body: "client_id=none")
        #expect(refused.status == 200)
        #expect(String(decoding: refused.body, as: UTF8.self).hasPrefix("error=incorrect_client_credentials&"))
    }

    @Test("confirms what hasn't changed, which doesn't count against the limit; beyond it, nothing more is asked")
    func limits() async throws {
        let (fixture, session) = GitHubSimulation.start()
        fixture.state.addRepository("hello", owner: "alice")
        fixture.state.requestsPerHour = 3
        let path = try RepositoryPath("alice/hello")
        for _ in 0..<20 {
            #expect(try await GitHubSimulation.ref("refs/heads/main", session, path).name == "refs/heads/main")
        }
        #expect(fixture.state.requests.count == 20)
        fixture.state.push(owner: "alice", name: "hello", branch: "main", message: "another")
        let moved = try await GitHubSimulation.ref("refs/heads/main", session, path)
        #expect(try await GitHubSimulation.ref("refs/heads/main", session, path) == moved)
        _ = try await session.repository(id: "1")
        #expect(await GitHubSimulation.code { try await session.repository(path: path) } == "rateLimited")
        let count = fixture.state.requests.count
        for _ in 0..<5 {
            #expect(await GitHubSimulation.code { try await session.repository(path: path) } == "rateLimited")
        }
        #expect(fixture.state.requests.count == count)
    }

    @Test("comes in as an app, with the host's signature, and sees what it is installed for")
    func app() async throws {
        let (fixture, _) = GitHubSimulation.start()
        fixture.state.addGroup("acme", owner: "alice")
        fixture.state.addRepository("hello", owner: "acme", isPrivate: true)
        fixture.state.addRepository("own", owner: "alice", isPrivate: true)
        let pem = try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation
        let app = fixture.state.addApp("sallyport", clientID: "Iv1.sallyport", privateKey: pem)
        for issuer in ["Iv1.sallyport", String(app)] {
            let session = fixture.session(
                CredentialSet(
                    app: AppCredentials(issuer: issuer, privateKey: pem), secrets: [.webhookSecret: "webhook-secret"]))
            #expect(await GitHubSimulation.code { try await session.asInstallation(of: "acme") } == "notFound")
            if issuer == "Iv1.sallyport" { continue }
            fixture.state.installApp(app, for: "acme")
            fixture.state.installApp(app, for: "alice", isSuspended: true)
            let acme = try await session.asInstallation(of: "acme")
            #expect(try await acme.allRepositories().items.map(\.path) == ["acme/hello"])
            #expect(
                await GitHubSimulation.code { try await acme.repository(path: RepositoryPath("alice/own")) }
                    == "notFound")
            #expect(await GitHubSimulation.code { try await acme.currentUser() } == "forbidden")
            let path = try RepositoryPath("acme/hello")
            let hook = try await acme.perform(.webhooks) { driver throws(DriverError) in
                try await driver.createWebhook(url: "http://ci.test/hook", in: path)
            }.output
            #expect(hook.isActive)
            // The token is kept: nothing is asked for it again.
            let count = fixture.state.requests.count
            _ = try await session.asInstallation(of: "acme")
            #expect(fixture.state.requests.count == count)
            #expect(await GitHubSimulation.code { try await session.asInstallation(of: "alice") } == "forbidden")
        }
        let other = try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation
        let stranger = fixture.session(
            CredentialSet(app: AppCredentials(issuer: "Iv1.sallyport", privateKey: other)))
        #expect(await GitHubSimulation.code { try await stranger.asInstallation(of: "acme") } == "unauthorized")
    }

    @Test(
        "tells what goes wrong",
        arguments: [(429, "rateLimited"), (500, "unavailable"), (503, "unavailable"), (401, "unauthorized")])
    func faults(status: Int, code expected: String) async throws {
        let (fixture, session) = GitHubSimulation.start()
        fixture.state.faults.status = status
        #expect(await GitHubSimulation.code { try await session.currentUser() } == expected)
        fixture.state.faults = ForgeFaults()
        fixture.state.faults.answersHTML = true
        let other = fixture.session(session.credentials)
        #expect(await GitHubSimulation.code { try await other.allRepositories() } == "unavailable")
        fixture.state.faults = ForgeFaults()
        fixture.state.faults.exceedsSecondaryLimit = true
        #expect(await GitHubSimulation.code { try await other.allRepositories() } == "rateLimited")
        fixture.state.faults = ForgeFaults()
        let count = fixture.state.requests.count
        // It asked to be left alone for a minute.
        #expect(await GitHubSimulation.code { try await other.allRepositories() } == "rateLimited")
        #expect(fixture.state.requests.count == count)
    }
}
