import ForgeSimulator
import GatewayClient
import ServiceTesting
import Testing

@Suite("Projects whose forge was changed by hand", .serviceLogs)
struct ProjectDoctorTests {
    private static let kinds = [ForgeKind.gitea, .github, .gitlab]

    @Test("are examined without a change, and repaired when somebody says so", arguments: kinds)
    func repaired(kind: ForgeKind) async throws {
        try await ForgedProject.with(kind: kind) { site in
            _ = try await site.create()
            site.state.removeWebhooks(owner: "alice", name: "site")
            site.state.removeDeployKeys(owner: "alice", name: "site")
            for _ in 0..<2 { #expect(try await site.findings() == ["deployKeyMissing", "webhookMissing"]) }
            #expect(site.hooks == [] && site.keys == [])
            try await site.alice.reconfigureProject("user/alice/site")
            try await site.expectSetUp()
            site.state.setWebhookEvents([], owner: "alice", name: "site")
            #expect(try await site.findings() == ["webhookChanged"])
            try await site.alice.reconfigureProject("user/alice/site")
            try await site.expectSetUp()
        }
    }

    @Test("are told apart from those whose deliveries come")
    func nothingCame() async throws {
        try await ForgedProject.with(kind: .gitea) { site in
            _ = try await site.create()
            let findings = try await site.alice.examineProject("user/alice/site").findings
            #expect(findings.map(\.code) == ["noDeliverySeen"] && findings.first?.severity == "warning")
            site.state.removeWebhooks(owner: "alice", name: "site")
            let broken = try await site.alice.examineProject("user/alice/site").findings
            #expect(broken.map(\.code) == ["webhookMissing"])
        }
    }

    @Test("get back by themselves what has vanished, and keep what was changed on purpose", arguments: kinds)
    func healed(kind: ForgeKind) async throws {
        try await ForgedProject.with(kind: kind) { site in
            _ = try await site.create()
            site.state.setWebhookEvents([], owner: "alice", name: "site")
            await site.pass(2 * 3_600)
            #expect(try await site.findings() == ["webhookChanged"])
            #expect(try await site.project().setUp.message.contains("is not subscribed to"))
            site.state.removeWebhooks(owner: "alice", name: "site")
            await site.pass(2 * 3_600)
            try await site.expectSetUp()
        }
    }

    @Test("follow a repository that was renamed", arguments: kinds)
    func renamed(kind: ForgeKind) async throws {
        try await ForgedProject.with(kind: kind) { site in
            let made = try await site.create()
            site.state.renameRepository(owner: "alice", name: "site", to: "page")
            #expect(try await site.findings() == ["repositoryRenamed"])
            await site.pass(2 * 3_600)
            #expect(try await site.project().repositoryPath == "alice/page")
            site.state.renameRepository(owner: "alice", name: "page", to: "site")
            let refreshed = try await site.alice.refreshRemoteRepository(of: made.id)
            #expect(refreshed.repositoryPath == "alice/site" && refreshed.defaultBranch == "main")
            try await site.expectSetUp()
        }
    }

    @Test("say that the account needs a login, and leave the project as it is while the forge is away")
    func account() async throws {
        try await ForgedProject.with { site in
            _ = try await site.create()
            site.state.faults.status = 503
            #expect(try await site.findings() == ["forgeUnavailable"])
            await site.pass(2 * 3_600)
            #expect(try await site.project().setUp.state == "ready")
            site.state.faults.status = nil
            site.state.faults.refusesRefresh = true
            site.state.revokeAccessTokens()
            #expect(try await site.findings() == ["linkedAccountNeedsLogin"])
            await site.pass(6 * 3_600)
            #expect(try await site.project().setUp.state == "failed")
            let failed = try await site.fixture.admin.allProjects(in: "failed").all
            #expect(failed.map(\.path) == ["user/alice/site"])
        }
    }

    @Test(
        "get new secrets: the old key stays for an hour, and a rotation that was cut off is finished", arguments: kinds)
    func rotated(kind: ForgeKind) async throws {
        try await ForgedProject.with(kind: kind) { site in
            let made = try await site.create()
            let old = try await site.secrets(of: made.id)
            let rotated = try await site.alice.rotateProjectSecrets(made.id)
            #expect(rotated.setUp.webhookID != made.setUp.webhookID && site.hooks.count == 1)
            #expect(
                site.keys == [made, rotated].map { ForgedProject.key($0.setUp.deployPublicKey) } && site.keys.count == 2
            )
            let new = try await site.secrets(of: made.id)
            #expect(new.webhook != old.webhook && new.previousWebhook == old.webhook)
            #expect(new.key != old.key)
            await site.pass(3 * 3_600)
            try await site.expectSetUp()
            #expect(try await site.secrets(of: made.id).previousWebhook.isEmpty)
            site.state.faults.status = 503
            let cut = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.alice.rotateProjectSecrets(made.id)
            }
            #expect(cut.status == 502)
            let during = try await site.secrets(of: made.id)
            #expect(during.key == new.key && during.previousWebhook == new.webhook)
            site.state.faults.status = nil
            await site.pass(60)
            let finished = try await site.project()
            #expect(finished.setUp.state == "ready" && !finished.setUp.isRotating && site.hooks.count == 1)
            #expect(try await site.secrets(of: made.id).key != new.key)
        }
    }

    @Test("can be reached through another account that sees the same repository")
    func otherAccount() async throws {
        try await ContractFixture.with { fixture in
            fixture.state.addGroup("team", owner: "alice")
            fixture.state.addRepository("site", owner: "team", isPrivate: true)
            let alice = try await fixture.user("alice", through: "gitea")
            let bob = try await fixture.user("bob", through: "gitea")
            _ = try await alice.createOrganization("acme", visibility: "private")
            _ = try await alice.setOrganizationMember("bob", of: "acme", role: "owner")
            let made = try await alice.createProject(
                ProjectRequest(
                    name: "site", parentRef: "org/acme", visibility: "private", remoteSourceName: "gitea",
                    repositoryPath: "team/site"))
            let unseen = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await bob.updateProjectLinkedAccount(made.id)
            }
            #expect(unseen.summary == "404 notFoundAtForge")
            let same = try await alice.updateProjectLinkedAccount(made.id)
            #expect(same.linkedAccountID == made.linkedAccountID && same.setUp.state == "ready")
            // Another repository is where this one was: the account sees it, and it is not the project's.
            fixture.state.renameRepository(owner: "team", name: "site", to: "moved")
            fixture.state.addGroup("others", owner: "bob")
            fixture.state.addRepository("site", owner: "others", isPrivate: true)
            let other = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await bob.updateProjectLinkedAccount(made.id)
            }
            #expect(other.summary == "404 notFoundAtForge")
            fixture.state.addMember("bob", to: "team")
            let moved = try await bob.updateProjectLinkedAccount(made.id)
            #expect(moved.linkedAccountID != made.linkedAccountID && moved.setUp.state == "ready")
            #expect(moved.setUp.webhookID == made.setUp.webhookID && moved.setUp.deployKeyID == made.setUp.deployKeyID)
            #expect(moved.repositoryPath == "team/moved")
            #expect(fixture.state.webhookURLs(owner: "team", name: "moved").count == 1)
            try await bob.reconfigureProject(made.id)
        }
    }
}
