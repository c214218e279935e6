import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import ServiceTesting
import Testing

@testable import ConfigStore

/// What happens when somebody else is faster, at the very moment that matters.
@Suite("Between reading and writing", .serviceLogs)
struct RaceTests {
    private struct Fixture: Sendable {
        let store: InterruptedStore
        let client: ConfigStoreClient
        /// Asks another instance, which nothing interrupts.
        let other: ConfigStoreClient
        let removals: Removals
    }

    /// Two configstores over the same data, with `alice`, `bob` and their organization `acme`; bob has an account.
    private static func with(_ body: (Fixture, LinkedAccount) async throws -> Void) async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let base = MemoryStore()
        func open(_ store: any DataStore) async throws -> ConfigStore {
            try await ConfigStore(
                configuration: ConfigStoreConfiguration(
                    dataDirectory: directory, drivers: ConfigStoreFixture.drivers),
                store: store, logger: TestLog.current.logger(service: "configstore"))
        }
        let store = InterruptedStore(base)
        let (first, second) = (try await open(store), try await open(base))
        let fixture = Fixture(
            store: store, client: ConfigStoreClient(baseURL: "http://configstore", transport: first.transport),
            other: ConfigStoreClient(baseURL: "http://configstore", transport: second.transport),
            removals: second.removals)
        let client = fixture.client
        _ = try await client.createRemoteSource(.gitea())
        let alice = try await client.user(named: "alice")
        try await client.user(named: "bob")
        try await client.organization(named: "acme", owner: alice)
        _ = try await client.setOrganizationMember("bob", in: "acme", role: .member)
        try await body(fixture, try await client.account(of: "bob", remoteUser: "1"))
        try await second.removals.sweep()
        #expect(try await StoreInvariants.problems(of: base) == [])
    }

    @Test("a group goes to nobody whose accounts its projects do not use", arguments: ["made", "bound", "moved"])
    func move(project: String) async throws {
        try await Self.with { fixture, account in
            let client = fixture.client
            let other = fixture.other
            try await client.group("org/acme/a")
            try await client.group("org/acme/a/b")
            if project == "bound" { try await client.manualProject("org/acme/a/b/p") }
            if project == "moved" { _ = try await client.createProject(.remote("org/acme/p", account)) }
            fixture.store.beforeNextCommit {
                var request = CreateProjectRequest.remote("org/acme/a/b/p", account)
                switch project {
                case "made": _ = try await other.createProject(request)
                case "bound":
                    (request.name, request.parentRef) = (nil, nil)
                    _ = try await other.updateProject("org/acme/a/b/p", request)
                default:
                    _ = try await other.updateProject("org/acme/p", UpdateProjectRequest(parentRef: "org/acme/a/b"))
                }
            }
            let code = await ConfigStoreFixture.code {
                _ = try await client.updateProjectGroup(
                    "org/acme/a", UpdateProjectGroupRequest(parentRef: "user/alice"))
            }
            #expect(code == "400 invalidLinkedAccount")
            #expect(try await client.project("org/acme/a/b/p").repository.linkedAccountID == account.id)
        }
    }

    @Test("a group stays as deep as it may be when something is made in it")
    func depth() async throws {
        try await Self.with { fixture, _ in
            let (client, other) = (fixture.client, fixture.other)
            var path = "user/alice"
            for _ in 0..<18 {
                path += "/g"
                try await client.group(path)
            }
            try await client.group("user/alice/h")
            try await client.group("user/alice/h/i")
            fixture.store.beforeNextCommit { try await other.group("user/alice/h/i/j") }
            let destination = path
            let code = await ConfigStoreFixture.code {
                _ = try await client.updateProjectGroup(
                    "user/alice/h", UpdateProjectGroupRequest(parentRef: destination))
            }
            #expect(code == "400 projectGroupTooDeep")
        }
    }

    @Test("a remote source keeps its way to authenticate when somebody links an account")
    func authentication() async throws {
        try await Self.with { fixture, account in
            let (client, other) = (fixture.client, fixture.other)
            try await client.deleteLinkedAccount(user: "bob", id: account.id)
            fixture.store.beforeNextCommit { _ = try await other.account(of: "alice", remoteUser: "2") }
            let code = await ConfigStoreFixture.code {
                _ = try await client.updateRemoteSource(
                    "gitea", UpdateRemoteSourceRequest(authType: "oauth2", clientID: "i", clientSecret: "s"))
            }
            #expect(code == "409 remoteSourceInUse")
        }
    }

    @Test("nothing is refused for what was deleted before, whoever removes the rest of it")
    func removal() async throws {
        try await Self.with { fixture, account in
            let (client, other, store) = (fixture.client, fixture.other, fixture.store)
            try await client.group("org/acme/a")
            _ = try await client.createProject(.remote("org/acme/a/p", account))
            let deleted = try await client.projectGroup("org/acme/a")
            // The group is deleted; its project's record is there until the next commit but one.
            store.beforeNextCommit {
                store.beforeNextCommit {
                    await #expect(throws: ConfigStoreClientError.self) { try await other.projectGroup(deleted.id) }
                    store.afterNextRead { try await fixture.removals.sweep() }
                    try await client.deleteLinkedAccount(user: "bob", id: account.id)
                }
            }
            try await client.deleteProjectGroup("org/acme/a", cascade: true)
            #expect(try await client.linkedAccounts(of: "bob").isEmpty)
        }
    }

    @Test(
        "a name means whoever has it when the change is made",
        arguments: [
            ("removed", "404 orgMemberDoesNotExist"), ("made owner", nil),
            ("withdrawn", "404 invitationDoesNotExist"), ("rejected", "404 invitationDoesNotExist"),
        ] as [(String, String?)])
    func names(change: String, code: String?) async throws {
        try await Self.with { fixture, _ in
            let (client, other) = (fixture.client, fixture.other)
            try await client.user(named: "carl")
            _ = try await client.createOrganizationInvitation(
                to: "acme", CreateOrganizationInvitationRequest(userRef: "carl", role: "member"))
            fixture.store.beforeNextCommit {
                for name in ["bob", "carl"] {
                    _ = try await other.updateUser(name, UpdateUserRequest(userName: "former-\(name)"))
                    try await other.user(named: name)
                }
            }
            let answer = await ConfigStoreFixture.code {
                switch change {
                case "removed": try await client.removeOrganizationMember("bob", from: "acme")
                case "made owner": _ = try await client.setOrganizationMember("bob", in: "acme", role: .owner)
                case "withdrawn": try await client.deleteOrganizationInvitation(of: "carl", to: "acme")
                default:
                    try await client.actOnOrganizationInvitation(
                        of: "carl", to: "acme", OrganizationInvitationActionRequest(actionType: "reject"))
                }
            }
            #expect(answer == code)
            let members = try await client.organizationMembers(of: "acme").items
            #expect(members.first { $0.user.name == "former-bob" }?.role == .member)
            let invited = try await client.organizationInvitations(to: "acme").items.map(\.user.name)
            #expect(invited == ["former-carl"])
        }
    }
}
