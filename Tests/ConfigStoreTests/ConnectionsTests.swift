import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("Connections of organizations", .serviceLogs)
struct ConnectionsTests {
    /// `acme` and `globex`, both owned by alice, and a password source.
    private static func with(_ body: (ConfigStoreFixture) async throws -> Void) async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            let alice = try await client.user(named: "alice")
            try await client.organization(named: "acme", owner: alice)
            try await client.organization(named: "globex", owner: alice)
            try await body(fixture)
            _ = try await fixture.store.removals.sweep()
            #expect(try await StoreInvariants.problems(of: fixture.store.store) == [])
        }
    }

    @Test("are made, read, listed, changed and deleted, and answer no secret")
    func life() async throws {
        try await Self.with { fixture in
            let client = fixture.client
            let expiry = Date(timeIntervalSince1970: 1_900_000_000)
            var new = CreateConnectionRequest.token("bot")
            new.expiresAt = expiry
            let made = try await client.createConnection(of: "acme", new)
            #expect(made.name == "bot" && made.type == .token && made.remoteUserName == "robot" && made.revision == 1)
            #expect(made.expiresAt == expiry && !made.needsToken && !made.secretFingerprint.isEmpty)
            #expect(try await client.connection("bot", of: "acme") == made)
            #expect(try await client.connection(made.id, of: "acme") == made)
            #expect(try await client.connectionCredentials("bot", of: "acme").accessToken == "t0ken-s3cret")
            _ = try await client.createConnection(of: "acme", .token("another"))
            #expect(try await client.connections(of: "acme").items.map(\.name) == ["another", "bot"])
            #expect(try await client.connections(of: "globex").items.isEmpty)
            let marked = try await client.updateConnection(
                "bot", of: "acme", UpdateConnectionRequest(needsToken: true, ifRevision: made.revision))
            #expect(marked.needsToken && marked.expiresAt == expiry)
            let renewed = try await client.updateConnection(
                "bot", of: "acme", UpdateConnectionRequest(name: "robot", accessToken: "n3w-s3cret"))
            #expect(!renewed.needsToken && renewed.expiresAt == nil)
            #expect(renewed.secretFingerprint != made.secretFingerprint)
            #expect(try await client.connectionCredentials("robot", of: "acme").accessToken == "n3w-s3cret")
            let shown = try await fixture.send("GET", "/api/v1alpha/orgs/acme/connections")
            #expect(!String(decoding: shown.body, as: UTF8.self).contains("s3cret"))
            let audit = try await fixture.send("GET", "/api/v1alpha/audit?kind=connection")
            let entries = String(decoding: audit.body, as: UTF8.self)
            #expect(entries.contains("acme/bot") && !entries.contains("s3cret"))
            try await client.deleteConnection("robot", of: "acme")
            #expect(
                await ConfigStoreFixture.code { _ = try await client.connection("robot", of: "acme") }
                    == "404 connectionDoesNotExist")
        }
    }

    private static let changes: [(String, @Sendable (inout CreateConnectionRequest) -> Void)] = [
        ("400 invalidConnectionName", { $0.name = "no name" }), ("400 invalidConnection", { $0.type = "other" }),
        ("400 invalidConnection", { $0.accessToken = nil }), ("400 invalidConnection", { $0.appID = "1" }),
        ("400 invalidConnection", { $0.remoteUserID = "" }),
        ("400 invalidConnection", { $0.accessToken = String(repeating: "x", count: 20_000) }),
        ("404 remoteSourceDoesNotExist", { $0.remoteSourceRef = "none" }),
        ("409 connectionAlreadyExists", { $0.name = "taken" }),
        ("400 invalidConnection", { $0.type = "app" }),
    ]

    @Test("need what their type needs", arguments: changes.indices)
    func refused(index: Int) async throws {
        let (code, change) = Self.changes[index]
        try await Self.with { fixture in
            _ = try await fixture.client.createConnection(of: "acme", .token("taken"))
            var request = CreateConnectionRequest.token("bot")
            change(&request)
            let sent = request
            #expect(
                await ConfigStoreFixture.code { _ = try await fixture.client.createConnection(of: "acme", sent) }
                    == code)
        }
    }

    @Test("may be apps where the forge has apps")
    func apps() async throws {
        try await Self.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(
                CreateRemoteSourceRequest(
                    name: "hub", apiURL: "https://hub.example.com", type: "github", authType: "token"))
            let made = try await client.createConnection(of: "acme", .app("bot", source: "hub"))
            #expect(made.type == .app && made.appID == "17" && made.installationAccount == "acme")
            #expect(try await client.connectionCredentials("bot", of: "acme").appPrivateKey == CreateProjectRequest.key)
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.createConnection(of: "acme", .app("bot", source: "gitea"))
                } == "400 invalidConnection")
        }
    }

    @Test("are used by projects of their organization and their source, which keep them")
    func projects() async throws {
        try await Self.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea("other"))
            let bot = try await client.createConnection(of: "acme", .token("bot"))
            let project = try await client.createProject(.through(bot, "org/acme/site"))
            #expect(project.repository.connectionID == bot.id && project.repository.linkedAccountID.isEmpty)
            let wrong = "400 invalidConnection"
            func code(_ request: CreateProjectRequest) async -> String? {
                await ConfigStoreFixture.code { _ = try await client.createProject(request) }
            }
            #expect(await code(.through(bot, "org/globex/site")) == wrong)
            #expect(await code(.through(bot, "user/alice/site")) == wrong)
            var elsewhere = CreateProjectRequest.through(bot, "org/acme/elsewhere")
            elsewhere.remoteSourceID = "other"
            #expect(await code(elsewhere) == wrong)
            let account = try await client.account(of: "alice", remoteUser: "1")
            var both = CreateProjectRequest.through(bot, "org/acme/both")
            both.linkedAccountID = account.id
            #expect(await code(both) == "400 invalidProject")
            #expect(
                await ConfigStoreFixture.code { try await client.deleteConnection("bot", of: "acme") }
                    == "409 connectionInUse")
            #expect(
                await ConfigStoreFixture.code { try await client.deleteRemoteSource("gitea") }
                    == "409 remoteSourceInUse")
            // The owner who made it may go to another organization's tree only with one of that one.
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateProject(project.id, UpdateProjectRequest(parentRef: "org/globex"))
                } == wrong)
            let there = try await client.createConnection(of: "globex", .token("bot"))
            let moved = try await client.updateProject(
                project.id, UpdateProjectRequest(parentRef: "org/globex", connectionID: there.id))
            #expect(moved.repository.connectionID == there.id && moved.path == "org/globex/site")
            try await client.deleteConnection("bot", of: "acme")
            let personal = try await client.updateProject(
                project.id, UpdateProjectRequest(linkedAccountID: account.id))
            #expect(personal.repository.connectionID.isEmpty && personal.repository.linkedAccountID == account.id)
            try await client.deleteConnection("bot", of: "globex")
        }
    }

    @Test("let a project live on without the person who made it, and go with their organization")
    func organization() async throws {
        try await Self.with { fixture in
            let client = fixture.client
            let bob = try await client.user(named: "bob")
            try await client.organization(named: "initech", owner: bob)
            _ = try await client.setOrganizationMember("alice", in: "initech", role: .owner)
            let bot = try await client.createConnection(of: "initech", .token("bot"))
            try await client.group("org/initech/deep")
            _ = try await client.createProject(.through(bot, "org/initech/deep/site"))
            try await client.deleteUser("bob")
            #expect(try await client.project("org/initech/deep/site").repository.connectionID == bot.id)
            try await client.deleteOrganization("initech", cascade: true)
            _ = try await fixture.store.removals.sweep()
            let audit = try await fixture.send("GET", "/api/v1alpha/audit?kind=connection")
            let entries = String(decoding: audit.body, as: UTF8.self)
            #expect(entries.contains("initech/bot") && entries.contains("delete"))
            try await client.deleteRemoteSource("gitea")
        }
    }

    @Test("of two who use and delete one at the same time, one is refused")
    func race() async throws {
        for _ in 0..<20 {
            try await Self.with { fixture in
                let client = fixture.client
                let bot = try await client.createConnection(of: "acme", .token("bot"))
                let refusals = await codes(2) { number in
                    if number == 0 {
                        _ = try await client.createProject(.through(bot, "org/acme/site"))
                    } else {
                        try await client.deleteConnection("bot", of: "acme")
                    }
                }.compactMap(\.self)
                #expect(refusals == ["409 connectionInUse"] || refusals == ["404 connectionDoesNotExist"])
            }
        }
    }

    @Test("have remote sources of their own, through which nobody signs in")
    func sources() async throws {
        try await Self.with { fixture in
            let client = fixture.client
            let source = try await client.createRemoteSource(
                CreateRemoteSourceRequest(
                    name: "bots", apiURL: "https://git.example.com", type: "gitea", authType: "token"))
            #expect(source.authType == "token" && !source.loginEnabled && !source.registrationEnabled)
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateRemoteSource("bots", UpdateRemoteSourceRequest(loginEnabled: true))
                } == "400 invalidRemoteSource")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.createLinkedAccount(for: "alice", .account("7", source: "bots"))
                } == "400 invalidLinkedAccount")
            _ = try await client.createConnection(of: "acme", .token("bot", source: "bots"))
            #expect(
                await ConfigStoreFixture.code { try await client.deleteRemoteSource("bots") }
                    == "409 remoteSourceInUse")
        }
    }

    @Test("are sealed again when the keyring rotates")
    func sealed() throws {
        #expect(SealedKinds.all.contains { $0 == ConnectionRecord.self })
        var record = ConnectionRecord(
            name: "bot", organizationID: "o", remoteSourceID: "s", type: .token, appID: "", installationAccount: "",
            remoteUserID: "1", remoteUserName: "robot", sealedSecret: "sealed", secretFingerprint: "", expiresAt: nil,
            needsToken: false, creationTime: Date(), updateTime: Date())
        record.forEachSecret { field, sealed in sealed = "\(field) again" }
        #expect(record.sealedSecrets == ["secret again"])
    }
}

extension CreateConnectionRequest {
    static func token(_ name: String, source: String = "gitea") -> CreateConnectionRequest {
        CreateConnectionRequest(
            name: name, remoteSourceRef: source, type: "token", accessToken: "t0ken-s3cret", remoteUserID: "7",
            remoteUserName: "robot")
    }

    static func app(_ name: String, source: String) -> CreateConnectionRequest {
        CreateConnectionRequest(
            name: name, remoteSourceRef: source, type: "app", appID: "17", installationAccount: "acme",
            appPrivateKey: CreateProjectRequest.key, remoteUserID: "99", remoteUserName: "acme")
    }
}

extension CreateProjectRequest {
    static func through(_ connection: Connection, _ path: String) -> CreateProjectRequest {
        let (parent, name) = ConfigStoreClient.split(path)
        return CreateProjectRequest(
            name: name, parentRef: parent, visibility: "public", remoteRepositoryConfigType: "remotesource",
            remoteSourceID: connection.remoteSourceID, connectionID: connection.id, repositoryID: "42",
            repositoryPath: "some/thing")
    }
}
