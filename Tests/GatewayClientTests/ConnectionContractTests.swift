import CryptoExtras
import ForgeSimulator
import Foundation
import Gateway
import GatewayClient
import HTTPTransport
import ServiceKit
import ServiceTesting
import Testing

@Suite("Connections of organizations, through the gateway", .serviceLogs)
struct ConnectionContractTests {
    /// `acme` of alice's and of bob's, and a repository of the forge's group `team`, which the account `robot` looks after.
    private struct Site: Sendable {
        let fixture: ContractFixture
        let alice: GatewayClient
        let bob: GatewayClient
        var token: String { fixture.state.addToken(UUID().uuidString, for: "robot") }

        static func with(kind: ForgeKind = .gitea, _ body: (Site) async throws -> Void) async throws {
            try await ContractFixture.with(kind: kind) { fixture in
                fixture.state.addUser("robot", password: ContractFixture.password)
                fixture.state.addGroup("team", owner: "robot")
                fixture.state.addRepository("site", owner: "team", isPrivate: true)
                let alice = try await fixture.user("alice", through: "forge")
                let bob = try await fixture.user("bob", through: "forge")
                _ = try await alice.createOrganization("acme", visibility: "private")
                _ = try await alice.setOrganizationMember("bob", of: "acme", role: "owner")
                try await body(Site(fixture: fixture, alice: alice, bob: bob))
            }
        }

        func connect(_ name: String = "bot", expiresAt: String? = nil) async throws -> Connection {
            let request = ConnectionRequest(
                name: name, remoteSourceName: "forge", type: "token", accessToken: token, expiresAt: expiresAt)
            return try await alice.createConnection(of: "acme", request)
        }

        func project(_ name: String = "site", through connection: String = "bot") async throws(GatewayClientError)
            -> Project
        {
            var request = ProjectRequest(
                name: name, parentRef: "org/acme", visibility: "private", repositoryPath: "team/site")
            request.connection = connection
            return try await alice.createProject(request)
        }

        func findings() async throws -> [ProjectExamination.Finding] {
            // The forge of these tests delivers nothing.
            try await bob.examineProject("org/acme/site").findings.filter {
                !["noDeliverySeen", "deliveriesMissed"].contains($0.code)
            }
        }
    }

    @Test("say whose token it is, and never the token")
    func life() async throws {
        try await Site.with { site in
            let made = try await site.connect()
            #expect(made.type == "token" && made.remoteUserName == "robot" && !made.needsToken)
            #expect(try await site.alice.connections(of: "acme").items == [made])
            let renamed = try await site.bob.updateConnection(
                "bot", of: "acme", ConnectionRequest(name: "robot", expiresAt: "2100-01-01T00:00:00Z"))
            #expect(renamed.name == "robot" && renamed.expiresAt == "2100-01-01T00:00:00.000Z")
            let fresh = site.token
            let changed = try await site.alice.updateConnection(
                "robot", of: "acme", ConnectionRequest(accessToken: fresh))
            #expect(changed.secretFingerprint != made.secretFingerprint && changed.expiresAt == nil)
            let raw = try await site.fixture.gateway.transport.send(
                TransportRequest(
                    method: "GET", url: "http://gateway/api/v1alpha/orgs/acme/connections",
                    headers: [TransportHeader("Authorization", "token \(ContractFixture.adminToken)")]))
            #expect(raw.status == 200 && !String(decoding: raw.body, as: UTF8.self).contains(fresh))
            try await site.alice.deleteConnection("robot", of: "acme")
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.alice.connection("robot", of: "acme")
            }
            #expect(gone.summary == "404 connectionDoesNotExist")
        }
    }

    @Test("are refused when the forge refuses them, and nothing is recorded")
    func refused() async throws {
        try await Site.with { site in
            func refusal(_ request: ConnectionRequest) async throws -> String {
                try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await site.alice.createConnection(of: "acme", request)
                }.summary
            }
            var request = ConnectionRequest(
                name: "bot", remoteSourceName: "forge", type: "token", accessToken: "wr0ng-s3cret")
            #expect(try await refusal(request) == "400 connectionRefused")
            request.accessToken = "two\nlines-s3cret"
            #expect(try await refusal(request) == "400 invalidConnection")
            request.accessToken = site.token
            request.expiresAt = "tomorrow"
            #expect(try await refusal(request) == "400 invalidConnection")
            request.expiresAt = nil
            request.remoteSourceName = "none"
            #expect(try await refusal(request) == "404 remoteSourceDoesNotExist")
            #expect(try await site.alice.connections(of: "acme").items.isEmpty)
            let made = try await site.connect()
            let kept = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.alice.updateConnection(
                    "bot", of: "acme", ConnectionRequest(accessToken: "wr0ng-s3cret"))
            }
            #expect(kept.summary == "400 connectionRefused")
            #expect(try await site.alice.connection("bot", of: "acme") == made)
        }
    }

    @Test("keep a project going when the person who made it is gone", arguments: [ForgeKind.gitea, .github, .gitlab])
    func livesOn(kind: ForgeKind) async throws {
        try await Site.with(kind: kind) { site in
            let bot = try await site.connect()
            let made = try await site.project()
            #expect(made.connectionID == bot.id && made.linkedAccountID.isEmpty && made.setUp.state == "ready")
            try await site.fixture.admin.deleteUser("alice", cascade: true)
            #expect(try await site.findings().isEmpty)
            site.fixture.state.removeWebhooks(owner: "team", name: "site")
            #expect(try await site.findings().map(\.code) == ["webhookMissing"])
            try await site.bob.reconfigureProject(made.id)
            #expect(try await site.findings().isEmpty)
            let used = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.bob.deleteConnection("bot", of: "acme")
            }
            #expect(used.summary == "409 connectionInUse")
            try await site.bob.deleteProject(made.id)
            #expect(site.fixture.state.webhookURLs(owner: "team", name: "site").isEmpty)
            #expect(site.fixture.state.deployKeys(owner: "team", name: "site").isEmpty)
            try await site.bob.deleteConnection("bot", of: "acme")
        }
    }

    @Test("take the place of a person's account, and give it back")
    func replaces() async throws {
        try await Site.with { site in
            _ = try await site.connect()
            let made = try await site.project()
            let unseen = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.bob.updateProjectLinkedAccount(made.id)
            }
            #expect(unseen.summary == "404 notFoundAtForge")
            let other = try await site.connect("other")
            var change = ProjectRequest()
            change.connection = "other"
            let changed = try await site.bob.updateProject(made.id, change)
            #expect(changed.connectionID == other.id)
            try await site.alice.deleteConnection("bot", of: "acme")
            change.connection = "bot"
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.bob.updateProject(made.id, change)
            }
            #expect(gone.summary == "404 connectionDoesNotExist")
            change = ProjectRequest(name: "own", visibility: "private", repositoryPath: "team/site")
            change.connection = "other"
            let own = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.alice.createProject(change)
            }
            #expect(own.summary == "400 invalidConnection")
        }
    }

    @Test("are warned of before they expire, and again afterwards")
    func expiry() async throws {
        try await Site.with { site in
            let expiry = site.fixture.time.now.addingTimeInterval(40 * 86_400)
            _ = try await site.connect(expiresAt: expiry.formatted(.iso8601))
            _ = try await site.project()
            #expect(try await site.findings().isEmpty)
            site.fixture.time.advance(15 * 86_400)
            let warning = try #require(try await site.findings().first)
            #expect(warning.code == "connectionExpires" && warning.severity == "warning")
            #expect(warning.message.contains("connection bot"))
            #expect(warning.action.contains("sallyport org connection update acme bot --access-token"))
            site.fixture.time.advance(30 * 86_400)
            let finding = try #require(try await site.findings().first)
            #expect(finding.code == "connectionExpired" && finding.severity == "error")
            _ = try await site.alice.updateConnection(
                "bot", of: "acme", ConnectionRequest(accessToken: site.token))
            #expect(try await site.findings().isEmpty)
        }
    }

    @Test("need a new token when the forge takes theirs no more, and go on with it")
    func needsToken() async throws {
        try await Site.with { site in
            _ = try await site.connect()
            let made = try await site.project()
            site.fixture.state.removeTokens(of: "robot")
            #expect(try await site.findings().map(\.code) == ["connectionNeedsToken"])
            #expect(try await site.alice.connection("bot", of: "acme").needsToken)
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.alice.refreshRemoteRepository(of: made.id)
            }
            #expect(refused.summary == "409 connectionNeedsToken" && refused.message.contains("bot"))
            let healed = try await site.alice.updateConnection(
                "bot", of: "acme", ConnectionRequest(accessToken: site.token))
            #expect(!healed.needsToken)
            #expect(try await site.findings().isEmpty)
        }
    }

    @Test("may be apps, whose key alone is kept")
    func app() async throws {
        try await Site.with(kind: .github) { site in
            let key = try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation
            let app = site.fixture.state.addApp("sallyport", clientID: "Iv1.app", privateKey: key)
            var request = ConnectionRequest(name: "app", remoteSourceName: "forge", type: "app")
            request.appID = "Iv1.app"
            request.installationAccount = "team"
            request.appPrivateKey = key
            let early = request
            let missing = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.alice.createConnection(of: "acme", early)
            }
            #expect(missing.summary == "400 connectionRefused")
            let installation = site.fixture.state.installApp(app, for: "team")
            let made = try await site.alice.createConnection(of: "acme", request)
            #expect(made.remoteUserID == String(installation) && made.remoteUserName == "team")
            let project = try await site.project(through: "app")
            #expect(project.setUp.state == "ready")
            #expect(try await site.findings().isEmpty)
            // The installation's tokens are good for an hour.
            site.fixture.time.advance(2 * 3_600)
            #expect(try await site.findings().isEmpty)
            let other = try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation
            var change = ConnectionRequest()
            change.appPrivateKey = other
            let wrong = change
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.alice.updateConnection("app", of: "acme", wrong)
            }
            #expect(refused.summary == "400 connectionRefused")
        }
    }

    @Test("of a project that is made and a connection that is deleted at the same time, one is refused")
    func race() async throws {
        for _ in 0..<5 {
            try await Site.with { site in
                _ = try await site.connect()
                async let made = Self.creation(site)
                async let deleted = Self.deletion(site)
                let both = [await made, await deleted].compactMap(\.self)
                #expect(both == ["404 connectionDoesNotExist"] || both == ["409 connectionInUse"])
            }
        }
    }

    private static func creation(_ site: Site) async -> String? {
        do throws(GatewayClientError) {
            _ = try await site.project()
            return nil
        } catch {
            return error.summary
        }
    }

    private static func deletion(_ site: Site) async -> String? {
        do throws(GatewayClientError) {
            try await site.bob.deleteConnection("bot", of: "acme")
            return nil
        } catch {
            return error.summary
        }
    }

    @Test("are seen by members, who can't change them; nobody signs in through a source that is for them")
    func access() async throws {
        try await Site.with { site in
            _ = try await site.alice.setOrganizationMember("bob", of: "acme", role: "member")
            let bot = try await site.connect()
            #expect(try await site.bob.connection("bot", of: "acme") == bot)
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.bob.deleteConnection("bot", of: "acme")
            }
            #expect(refused.summary == "403 forbidden")
            _ = try await site.fixture.admin.createRemoteSource(
                RemoteSourceRequest(
                    name: "bots", apiURL: "https://forge.example.com", type: "gitea", authType: "token"))
            let anonymous = site.fixture.anonymous
            let login = ContractFixture.login("alice")
            let registered = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await anonymous.register(userName: "carol", remoteSource: "bots", login: login)
            }
            #expect(registered.summary == "403 registrationDisabled")
            let loggedIn = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await anonymous.login(remoteSource: "bots", login: login)
            }
            #expect(loggedIn.summary == "403 loginDisabled")
            let linked = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.alice.link(user: "alice", remoteSource: "bots", login: login)
            }
            #expect(linked.summary == "403 loginDisabled")
        }
    }
}
