import ConfigStoreAPI
import ConfigStoreClient
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("The set-up of projects", .serviceLogs)
struct ProjectSetUpTests {
    /// Alice with an account at the forge `gitea`, and a project of hers that is being set up by `one`.
    private static func with(
        _ body: (ConfigStoreFixture, LinkedAccount, Project) async throws -> Void
    ) async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            try await client.user(named: "alice")
            let account = try await client.account(of: "alice", remoteUser: "1")
            var request = CreateProjectRequest.remote("user/alice/api", account)
            (request.sshPrivateKey, request.deployPublicKey) = (CreateProjectRequest.key, "ssh-ed25519 first")
            (request.webhookURL, request.setUpHolder) = ("https://sallyport.example.com/webhooks", "one")
            try await body(fixture, account, try await client.createProject(request))
            #expect(try await StoreInvariants.problems(of: fixture.store.store) == [])
        }
    }

    @Test("is one's own until the lease is over, and every step has to name its holder")
    func lease() async throws {
        try await Self.with { fixture, _, project in
            let client = fixture.client
            #expect(project.setUp.state == .settingUp && project.setUp.deployPublicKey == "ssh-ed25519 first")
            #expect(try await client.projectsToLookAt(limit: 10).isEmpty)
            let busy = "409 setUpInProgress"
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.acquireSetUpLease(project.id, SetUpLeaseRequest(holder: "two"))
                } == busy)
            let step = try await client.updateSetUp(
                project.id, UpdateProjectSetUpRequest(holder: "one", deployKeyID: "7"))
            #expect(step.setUp.deployKeyID == "7" && step.setUp.state == .settingUp)
            fixture.clock.advance(seconds: 61)
            #expect(try await client.projectsToLookAt(limit: 10).map(\.id) == [project.id])
            _ = try await client.acquireSetUpLease(project.id, SetUpLeaseRequest(holder: "two"))
            #expect(try await client.projectsToLookAt(limit: 10).isEmpty)
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateSetUp(
                        project.id, UpdateProjectSetUpRequest(holder: "one", state: .ready, lookAfterSeconds: 1))
                } == busy)
            let ready = try await client.updateSetUp(
                project.id,
                UpdateProjectSetUpRequest(holder: "two", state: .ready, webhookID: "3", lookAfterSeconds: 3600))
            #expect(ready.setUp.state == .ready && ready.setUp.wasReady && ready.setUp.checkTime != nil)
            #expect(try await client.projects(in: .ready).items == [ready])
            #expect(try await client.projects(in: .settingUp).items.isEmpty)
            fixture.clock.advance(seconds: 3601)
            #expect(try await client.projectsToLookAt(limit: 10) == [ready])
        }
    }

    @Test("gets one of two hundred who ask at the same time")
    func oneHolder() async throws {
        try await Self.with { fixture, _, project in
            fixture.clock.advance(seconds: 61)
            let client = fixture.client
            let answers = await codes(200) {
                _ = try await client.acquireSetUpLease(project.id, SetUpLeaseRequest(holder: "h\($0)"))
            }
            #expect(answers.count { $0 == nil } == 1)
        }
    }

    @Test("rotates secrets: the old webhook secret and the old key are good until the new ones are in place")
    func rotation() async throws {
        try await Self.with { fixture, _, project in
            let client = fixture.client
            let old = try await client.projectCredentials(project.id)
            #expect(old.previousWebhookSecret.isEmpty)
            let newKey = CreateProjectRequest.key.replacing("bm90aGluZw==", with: "c29tZXRoaW5n")
            let begun = try await client.updateSetUp(
                project.id,
                UpdateProjectSetUpRequest(
                    holder: "one", rotation: .begin, sshPrivateKey: newKey, deployPublicKey: "ssh-ed25519 second"))
            #expect(begun.setUp.isRotating && begun.setUp.nextDeployPublicKey == "ssh-ed25519 second")
            let during = try await client.projectCredentials(project.id)
            #expect(during.sshPrivateKey == old.sshPrivateKey && during.webhookSecret != old.webhookSecret)
            #expect(during.previousWebhookSecret == old.webhookSecret)
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateSetUp(
                        project.id, UpdateProjectSetUpRequest(holder: "one", rotation: .begin))
                } == "409 secretRotationInProgress")
            let done = try await client.updateSetUp(
                project.id, UpdateProjectSetUpRequest(holder: "one", rotation: .finish))
            #expect(done.setUp.deployPublicKey == "ssh-ed25519 second" && !done.setUp.isRotating)
            #expect(done.setUp.previousDeployPublicKey == "ssh-ed25519 first")
            #expect(done.setUp.previousSecretsEnd != nil)
            let after = try await client.projectCredentials(project.id)
            #expect(after.sshPrivateKey == newKey && after.previousWebhookSecret == old.webhookSecret)
            _ = try await client.updateSetUp(project.id, UpdateProjectSetUpRequest(holder: "one", rotation: .drop))
            #expect(try await client.projectCredentials(project.id).previousWebhookSecret.isEmpty)
        }
    }

    @Test("has its secrets under another key of the keyring too")
    func keyring() async throws {
        try await Self.with { fixture, _, project in
            let client = fixture.client
            let newKey = CreateProjectRequest.key.replacing("bm90aGluZw==", with: "c29tZXRoaW5n")
            _ = try await client.updateSetUp(
                project.id,
                UpdateProjectSetUpRequest(
                    holder: "one", rotation: .begin, sshPrivateKey: newKey, deployPublicKey: "ssh-ed25519 second"))
            let before = try await client.projectCredentials(project.id)
            let rotation = KeyringRotation(environment: fixture.store.removals.environment)
            try await rotation.start()
            while try await rotation.reseal(logger: TestLog.current.logger(service: "test")) != .isDone {}
            try await rotation.dropOldKeys()
            #expect(try await client.projectCredentials(project.id) == before)
            _ = try await client.updateSetUp(project.id, UpdateProjectSetUpRequest(holder: "one", rotation: .finish))
            #expect(try await client.projectCredentials(project.id).sshPrivateKey == newKey)
        }
    }

    @Test("leaves what has to be removed at the forge, however the project goes, and holds nothing by it")
    func cleanups() async throws {
        try await Self.with { fixture, account, project in
            let client = fixture.client
            _ = try await client.updateSetUp(
                project.id, UpdateProjectSetUpRequest(holder: "one", deployKeyID: "7", webhookID: "9"))
            try await client.group("user/alice/team")
            _ = try await client.createProject(.remote("user/alice/team/web", account))
            try await client.manualProject("user/alice/team/plain")
            try await client.deleteProject(project.id)
            try await client.deleteProjectGroup("user/alice/team", cascade: true)
            let left = try await client.forgeCleanups().items
            #expect(left.map(\.projectPath) == ["user/alice/api", "user/alice/team/web"])
            let first = try #require(left.first)
            #expect(first.deployKeyID == "7" && first.webhookID == "9" && first.repositoryID == "42")
            #expect(first.deployPublicKeys == ["ssh-ed25519 first"] && first.linkedAccountID == account.id)
            #expect(try await client.forgeCleanupsToTry(limit: 10).count == 2)
            let page = try await client.forgeCleanups(limit: 1)
            #expect(page.items == [first] && page.nextCursor != nil)
            try await client.deleteLinkedAccount(user: "alice", id: account.id)
            try await client.deleteRemoteSource("gitea")
            let tried = try await client.updateForgeCleanup(
                first.id,
                UpdateForgeCleanupRequest(
                    ifRevision: first.revision, message: "the account is gone", isAbandoned: true,
                    lookAfterSeconds: 60))
            #expect(tried.isAbandoned)
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateForgeCleanup(
                        first.id, UpdateForgeCleanupRequest(ifRevision: first.revision, lookAfterSeconds: 60))
                } == "409 changedMeanwhile")
            #expect(try await client.forgeCleanupsToTry(limit: 10).map(\.projectPath) == ["user/alice/team/web"])
            try await client.deleteForgeCleanup(first.id)
            let last = try #require(try await client.forgeCleanups().items.first)
            #expect(try await client.audit(AuditFilter(kind: "forgecleanup")).items.isEmpty)
            try await client.dismissForgeCleanup(last.id)
            #expect(try await client.forgeCleanups().items.isEmpty)
            let noted = try await client.audit(AuditFilter(kind: "forgecleanup")).items
            #expect(noted.map(\.operation) == ["delete"] && noted.first?.ref == "user/alice/team/web")
        }
    }

    @Test("begins again with another repository, and a manual project has nothing to set up")
    func otherRepository() async throws {
        try await Self.with { fixture, _, project in
            let client = fixture.client
            _ = try await client.updateSetUp(
                project.id,
                UpdateProjectSetUpRequest(holder: "one", state: .ready, webhookID: "9", lookAfterSeconds: 60))
            let moved = try await client.updateProject(project.id, UpdateProjectRequest(repositoryID: "43"))
            #expect(moved.setUp.state == .settingUp && moved.setUp.webhookID.isEmpty)
            #expect(try await client.forgeCleanups().items.map(\.repositoryID) == ["42"])
            let path = try await client.updateProject(project.id, UpdateProjectRequest(repositoryPath: "new/path"))
            #expect(path.setUp == moved.setUp)
            let manual = try await client.manualProject("user/alice/plain")
            #expect(manual.setUp == ProjectSetUp(state: .ready))
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.acquireSetUpLease(manual.id, SetUpLeaseRequest(holder: "x"))
                } == "400 projectHasNoForge")
        }
    }
}
