import ConfigStoreAPI
import ConfigStoreClient
import ServiceTesting
import Testing

@Suite("Projects", .serviceLogs)
struct ProjectsTests {
    /// Alice, with an account at the forge `gitea`; Bob, who has one too and belongs to nothing; Alice's `acme`.
    private static func with(
        _ body: (ConfigStoreClient, _ alice: LinkedAccount, _ bob: LinkedAccount) async throws -> Void
    ) async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            let alice = try await client.user(named: "alice")
            try await client.user(named: "bob")
            try await client.organization(named: "acme", owner: alice)
            try await body(
                client, try await client.account(of: "alice", remoteUser: "1"),
                try await client.account(of: "bob", remoteUser: "2"))
        }
    }

    @Test("of a remote source answer what they are")
    func remote() async throws {
        try await Self.with { client, account, _ in
            var request = CreateProjectRequest.remote("org/acme/api", account)
            request.defaultBranch = "main"
            request.passVarsToForkedPR = true
            request.membersCanPerformRunActions = true
            let made = try await client.createProject(request)
            #expect(made.path == "org/acme/api" && made.parentPath == "org/acme" && made.ownerType == .organization)
            #expect(made.repository.remoteSourceID == account.remoteSourceID)
            #expect(made.repository.linkedAccountID == account.id && made.repository.repositoryPath == "some/thing")
            #expect(made.defaultBranch == "main" && made.passVarsToForkedPR && made.membersCanPerformRunActions)
            #expect(try await client.project(made.id) == made)
            #expect(try await client.project("org/acme/api") == made)
            #expect(try await client.projects(of: "org/acme").items == [made])
            // A group may have a project's name.
            let group = try await client.group("org/acme/api")
            #expect(try await client.projectGroup("org/acme/api") == group)
        }
    }

    @Test("are made once by two hundred at the same time")
    func concurrentCreation() async throws {
        try await Self.with { client, _, _ in
            let codes = await codes(200) { _ in try await client.manualProject("org/acme/api") }
            #expect(codes.count { $0 == nil } == 1)
            #expect(codes.count { $0 == "409 projectAlreadyExists" } == 199)
            let others = await ConfigStoreTests.codes(100) { try await client.manualProject("org/acme/p\($0)") }
            #expect(others.count { $0 == nil } == 100)
        }
    }

    private static let changes: [(String, @Sendable (inout CreateProjectRequest) -> Void)] = [
        ("400 invalidProjectName", { $0.name = "a b" }), ("400 invalidProjectName", { $0.name = nil }),
        ("400 invalidVisibility", { $0.visibility = nil }), ("400 invalidPath", { $0.parentRef = nil }),
        ("400 invalidPath", { $0.parentRef = "acme" }),
        ("404 parentProjectGroupDoesNotExist", { $0.parentRef = "org/none" }),
        ("400 invalidRemoteRepositoryConfigType", { $0.remoteRepositoryConfigType = nil }),
        ("400 invalidRemoteRepositoryConfigType", { $0.remoteRepositoryConfigType = "svn" }),
        ("400 invalidProject", { $0.remoteSourceID = nil }), ("400 invalidProject", { $0.linkedAccountID = nil }),
        ("400 invalidProject", { $0.repositoryID = nil }), ("400 invalidRepoPath", { $0.repositoryPath = nil }),
        ("404 remoteSourceDoesNotExist", { $0.remoteSourceID = "none" }),
        ("404 linkedAccountDoesNotExist", { $0.linkedAccountID = "none" }),
        ("400 invalidCloneURL", { $0.cloneURL = "https://example.com/x" }),
        ("400 invalidDefaultBranch", { $0.defaultBranch = "a..b" }),
        ("400 invalidSSHPrivateKey", { $0.sshPrivateKey = "secret" }),
        ("409 projectAlreadyExists", { $0.name = "taken" }),
    ]

    @Test("of a remote source are refused", arguments: changes.indices)
    func refusals(index: Int) async throws {
        try await Self.with { client, account, _ in
            try await client.manualProject("org/acme/taken")
            let (code, change) = Self.changes[index]
            var request = CreateProjectRequest.remote("org/acme/api", account)
            change(&request)
            let changed = request
            #expect(await ConfigStoreFixture.code { _ = try await client.createProject(changed) } == code)
        }
    }

    @Test("use an account of their owner, or of a member, at the project's source")
    func accounts() async throws {
        try await Self.with { client, alice, bob in
            let wrong = "400 invalidLinkedAccount"
            func code(_ path: String, _ account: LinkedAccount) async -> String? {
                await ConfigStoreFixture.code { _ = try await client.createProject(.remote(path, account)) }
            }
            #expect(await code("org/acme/one", bob) == wrong)
            #expect(await code("user/alice/one", bob) == wrong)
            _ = try await client.setOrganizationMember("bob", in: "acme", role: .member)
            #expect(await code("org/acme/one", bob) == nil)
            #expect(await code("user/alice/one", alice) == nil)
            _ = try await client.createRemoteSource(.gitea("other"))
            var request = CreateProjectRequest.remote("org/acme/two", alice)
            request.remoteSourceID = "other"
            let other = request
            #expect(await ConfigStoreFixture.code { _ = try await client.createProject(other) } == wrong)
        }
    }

    @Test("keep linked accounts, remote sources and users from being deleted")
    func references() async throws {
        try await Self.with { client, alice, bob in
            _ = try await client.setOrganizationMember("bob", in: "acme", role: .member)
            _ = try await client.createProject(.remote("org/acme/one", bob))
            _ = try await client.createProject(.remote("user/alice/two", alice))
            let inUse = "409 linkedAccountInUse"
            for account in [alice, bob] {
                #expect(
                    await ConfigStoreFixture.code {
                        try await client.deleteLinkedAccount(user: account.userID, id: account.id)
                    } == inUse)
            }
            #expect(await ConfigStoreFixture.code { try await client.deleteUser("bob", cascade: true) } == inUse)
            do throws(ConfigStoreClientError) {
                try await client.deleteRemoteSource("gitea")
                Issue.record("it was deleted")
            } catch {
                #expect(error.details.map { "\($0.field) \($0.message)" } == ["linked_accounts 2", "projects 2"])
            }
            // Moved to its account's owner, a project goes with the owner.
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateProject("org/acme/one", UpdateProjectRequest(parentRef: "user/alice"))
                } == "400 invalidLinkedAccount")
            _ = try await client.updateProject("org/acme/one", UpdateProjectRequest(parentRef: "user/bob"))
            #expect(await ConfigStoreFixture.code { try await client.deleteUser("bob") } == "409 userInUse")
            try await client.deleteUser("bob", cascade: true)
            try await client.deleteProject("user/alice/two")
            try await client.deleteLinkedAccount(user: "alice", id: alice.id)
            try await client.deleteRemoteSource("gitea")
        }
    }

    @Test("are renamed, moved and bound anew")
    func update() async throws {
        try await Self.with { client, account, _ in
            let project = try await client.createProject(.remote("org/acme/api", account))
            try await client.group("org/acme/backend", .private)
            let moved = try await client.updateProject(
                "org/acme/api", UpdateProjectRequest(name: "core", parentRef: "org/acme/backend"))
            #expect(moved.id == project.id && moved.path == "org/acme/backend/core")
            #expect(moved.globalVisibility == .private && moved.repository == project.repository)
            try await client.manualProject("org/acme/api")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateProject(
                        project.id, UpdateProjectRequest(name: "api", parentRef: "org/acme"))
                } == "409 projectAlreadyExists")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateProject(
                        project.id, UpdateProjectRequest(remoteRepositoryConfigType: "manual"))
                } == "400 invalidCloneURL")
            let manual = try await client.updateProject(
                project.id,
                UpdateProjectRequest(
                    remoteRepositoryConfigType: "manual", cloneURL: "https://git.example.com/x", cloneUser: "bot",
                    clonePassword: "pass"))
            #expect(manual.repository.configType == .manual && manual.repository.linkedAccountID.isEmpty)
            try await client.deleteLinkedAccount(user: "alice", id: account.id)
        }
    }

    @Test("of a user have no members to allow anything, wherever they come from")
    func members() async throws {
        try await Self.with { client, _, _ in
            let refusal = "400 cannotSetMembersCanPerformRunActionsOnUserProject"
            try await client.manualProject("user/alice/one")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateProject(
                        "user/alice/one", UpdateProjectRequest(membersCanPerformRunActions: true))
                } == refusal)
            try await client.group("org/acme/group")
            try await client.manualProject("org/acme/group/two")
            _ = try await client.updateProject(
                "org/acme/group/two", UpdateProjectRequest(membersCanPerformRunActions: true))
            for move in [
                {
                    _ = try await client.updateProject(
                        "org/acme/group/two", UpdateProjectRequest(parentRef: "user/alice"))
                },
                {
                    _ = try await client.updateProjectGroup(
                        "org/acme/group", UpdateProjectGroupRequest(parentRef: "user/alice"))
                },
            ] as [() async throws -> Void] {
                #expect(await ConfigStoreFixture.code(move) == refusal)
            }
        }
    }
}
