import ConfigStore
import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Gateway
import ServiceKit
import ServiceTesting
import Synchronization
import Testing

@Suite("Lists while others write", .serviceLogs)
struct ListStabilityTests {
    private final class Writing: Sendable {
        let isOver = Mutex(false)
    }

    @Test("are all of the lists that the services have")
    func complete() {
        for (service, description) in [
            (WalkedList.Service.gateway, Gateway.description), (.configstore, ConfigStore.description),
        ] {
            let lists = description.routes.filter { $0.answers.contains(where: \.isPage) }.map {
                String($0.path.dropFirst("/api/v1alpha/".count))
            }
            // What a forge or a run service has is theirs to keep in order; what was delivered or reported is in the order in
            // which it came.
            let others: Set = [
                "user/remoterepos/{source}", "projects/{ref}/deliveries", "projects/{ref}/runs",
                "projects/{ref}/statuses",
            ]
            let walked = WalkedList.all.filter { $0.service == service }.map(\.route)
            #expect(Set(lists).subtracting(others) == Set(walked))
        }
    }

    @Test("have what is there throughout exactly once")
    func stable() async throws {
        try await ContractFixture.with { fixture in
            let tokens = try await Self.fill(fixture)
            var before: [[String]] = []
            for list in WalkedList.all {
                let found = try await list.walk(fixture, tokens: tokens, limit: 100, direction: "asc")
                #expect(found.count > 9 || list.route.hasPrefix("projects/"), "\(list): \(found.count)")
                before.append(found)
            }
            let expected = before
            let writing = Writing()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { writing.isOver.withLock { $0 = true } }
                    for round in 0..<8 { try await Self.disturb(fixture.store, round) }
                }
                for lane in 0..<3 {
                    group.addTask {
                        var turn = lane
                        repeat {
                            for (list, items) in zip(WalkedList.all, expected) {
                                turn += 1
                                let found = try await list.walk(
                                    fixture, tokens: tokens, limit: 1 + turn % 7,
                                    direction: turn.isMultiple(of: 2) ? "asc" : "desc")
                                let counts = Dictionary(found.map { ($0, 1) }, uniquingKeysWith: +)
                                for item in items { #expect(counts[item] == 1, "\(list): \(item)") }
                            }
                        } while !writing.isOver.withLock { $0 }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Ten of everything, of which nothing changes later, with names all over the alphabet.
    private static func fill(_ fixture: ContractFixture) async throws -> [WalkedList.Asker: String] {
        let store = fixture.store
        let alice = try await store.createUser(CreateUserRequest(userName: "alice")).user
        let bob = try await store.createUser(CreateUserRequest(userName: "bob")).user
        try await organization("acme", of: alice, in: store)
        for (number, letter) in ["a", "c", "f", "h", "k", "n", "q", "t", "v", "y"].enumerated() {
            let name = "\(letter)s\(number)"
            try await source(name, in: store)
            try await connection(name, in: store)
            _ = try await store.createValidator(CreateRuleValidatorRequest(name: name, rules: rules))
            let linked = try await store.createLinkedAccount(for: "alice", account(name))
            try await forged(name, linked, in: store)
            try await store.deleteProject(try await forged(name + "-gone", linked, in: store).id)
            _ = try await store.createUserToken(for: "alice", name: name)
            let user = try await store.createUser(CreateUserRequest(userName: name)).user
            _ = try await store.setOrganizationMember(user.id, in: "acme", role: .member)
            _ = try await store.createUser(CreateUserRequest(userName: name + "-i"))
            try await invite(name + "-i", to: "acme", in: store)
            try await organization(name, of: alice, visibility: "private", in: store)
            try await organization(name + "-p", of: alice, in: store)
            try await invite(bob.id, to: name, in: store)
            for visibility in ["public", "private"] {
                let thing = visibility == "public" ? name : name + "-x"
                try await group(thing, visibility, in: store)
                try await project(thing, visibility, in: store)
            }
        }
        for parent in parents {
            for letter in ["b", "d", "g", "i", "l", "o", "r", "u", "w", "z"] {
                try await variable(letter + "s", in: parent, store)
            }
        }
        return [
            .administrator: ContractFixture.adminToken,
            .alice: try await store.createUserToken(for: "alice", name: "walk").token,
            .bob: try await store.createUserToken(for: "bob", name: "walk").token,
        ]
    }

    /// Makes one of everything, renames it to somewhere else in the alphabet, shows or hides it, and deletes it.
    private static func disturb(_ store: ConfigStoreClient, _ round: Int) async throws {
        let letters = Array("abcdefghijklmnopqrstuvwxyz").map(String.init)
        let name = letters[round * 5 % 26] + "n\(round)"
        let other = letters[(round * 5 + 11) % 26] + "m\(round)"
        let alice = try await store.user("alice")
        try await source(name, in: store)
        try await connection(name, in: store)
        _ = try await store.updateConnection(name, of: "acme", UpdateConnectionRequest(name: other))
        try await store.deleteConnection(other, of: "acme")
        let linked = try await store.createLinkedAccount(for: "alice", account(name))
        _ = try await store.createUserToken(for: "alice", name: name)
        let user = try await store.createUser(CreateUserRequest(userName: name)).user
        try await invite(user.id, to: "acme", in: store)
        _ = try await store.setOrganizationMember(user.id, in: "acme", role: .member)
        let organization = try await organization(name, of: alice, in: store)
        try await invite("bob", to: organization.id, in: store)
        let group = try await group(name, "public", in: store)
        let project = try await project(name, "private", in: store)
        _ = try await store.updateUser(user.id, UpdateUserRequest(userName: other))
        _ = try await store.updateRemoteSource(name, UpdateRemoteSourceRequest(name: other))
        _ = try await store.updateOrganization(
            organization.id, UpdateOrganizationRequest(name: other, visibility: "private"))
        _ = try await store.updateProjectGroup(
            group.id, UpdateProjectGroupRequest(name: other, visibility: "private"))
        _ = try await store.updateProject(project.id, UpdateProjectRequest(name: other, visibility: "public"))
        _ = try await store.updateProject(project.id, UpdateProjectRequest(parentRef: group.id))
        for parent in parents {
            try await variable(name, in: parent, store)
            _ = try await store.updateVariable(name, in: parent, UpdateVariableRequest(name: other))
            try await store.deleteVariable(other, in: parent)
            // While the variable used it, it could not be renamed.
            _ = try await store.updateSecret(name, in: parent, UpdateSecretRequest(name: other))
            try await store.deleteSecret(other, in: parent)
        }
        let validator = try await store.createValidator(CreateRuleValidatorRequest(name: name, rules: rules))
        _ = try await store.updateValidator(validator.id, UpdateRuleValidatorRequest(name: other))
        try await store.deleteValidator(validator.id)
        try await store.deleteUserToken(user: "alice", name: name)
        try await store.deleteProject(try await forged(name, linked, in: store).id)
        try await store.deleteLinkedAccount(user: "alice", id: linked.id)
        try await store.deleteProjectGroup(group.id, cascade: true)
        try await store.deleteOrganization(organization.id, cascade: true)
        try await store.deleteRemoteSource(other)
        try await store.deleteUser(user.id)
    }
}

/// Short ways to make things.
extension ListStabilityTests {
    private static func connection(_ name: String, in store: ConfigStoreClient) async throws {
        _ = try await store.createConnection(
            of: "acme",
            CreateConnectionRequest(
                name: name, remoteSourceRef: name, type: "token", accessToken: "token", remoteUserID: "7",
                remoteUserName: "robot"))
    }

    private static func source(_ name: String, in store: ConfigStoreClient) async throws {
        _ = try await store.createRemoteSource(
            CreateRemoteSourceRequest(
                name: name, apiURL: "https://forge.example.com", type: "gitea", authType: "password"))
    }

    private static func account(_ source: String) -> CreateLinkedAccountRequest {
        CreateLinkedAccountRequest(
            remoteSourceRef: source, remoteUserID: "1", remoteUserName: "alice",
            credentials: LinkedAccountCredentials(accessToken: "t0ken-s3cret"))
    }

    @discardableResult
    private static func organization(
        _ name: String, of owner: User, visibility: String = "public", in store: ConfigStoreClient
    ) async throws -> Organization {
        try await store.createOrganization(
            CreateOrganizationRequest(name: name, visibility: visibility, creatorUserID: owner.id))
    }

    private static func invite(_ user: String, to organization: String, in store: ConfigStoreClient) async throws {
        _ = try await store.createOrganizationInvitation(
            to: organization, CreateOrganizationInvitationRequest(userRef: user, role: "member"))
    }

    @discardableResult
    private static func group(
        _ name: String, _ visibility: String, in store: ConfigStoreClient
    ) async throws -> ProjectGroup {
        try await store.createProjectGroup(
            CreateProjectGroupRequest(name: name, parentRef: "org/acme", visibility: visibility))
    }

    /// Rules that everything here keeps.
    private static let rules =
        "version: 1\nrules:\n  - {kinds: [org], field: name, pattern: \"[a-z0-9-]+\", code: name}\n"

    /// Where the secrets and variables are.
    private static let parents = [ParentReference.projectGroup("org/acme/as0"), .project("org/acme/as0")]

    /// A secret, and a variable of the same name that has its data.
    private static func variable(
        _ name: String, in parent: ParentReference, _ store: ConfigStoreClient
    ) async throws {
        _ = try await store.createSecret(
            in: parent, CreateSecretRequest(name: name, type: "internal", data: ["key": "data-s3cret"]))
        _ = try await store.createVariable(
            in: parent,
            CreateVariableRequest(
                name: name, values: [VariableValueRequest(secretName: name, secretVar: "key")]))
    }

    /// A project that waits to be set up at its forge.
    @discardableResult
    private static func forged(
        _ name: String, _ account: LinkedAccount, in store: ConfigStoreClient
    ) async throws -> Project {
        try await store.createProject(
            CreateProjectRequest(
                name: name, parentRef: "user/alice", visibility: "private", remoteRepositoryConfigType: "remotesource",
                remoteSourceID: account.remoteSourceID, linkedAccountID: account.id, repositoryID: "1",
                repositoryPath: "alice/site"))
    }

    @discardableResult
    private static func project(
        _ name: String, _ visibility: String, in store: ConfigStoreClient
    ) async throws -> Project {
        try await store.createProject(
            CreateProjectRequest(
                name: name, parentRef: "org/acme", visibility: visibility, remoteRepositoryConfigType: "manual",
                cloneURL: "https://git.example.com/site.git", cloneUser: "robot", clonePassword: "clone-s3cret"))
    }
}
