import ForgeSimulator
import Gateway
import GatewayClient
import HTTPTransport
import ServiceTesting
import Testing

@Suite("Projects at their forges", .serviceLogs)
struct ProjectSetUpTests {
    private static let kinds = [ForgeKind.gitea, .github, .gitlab]

    @Test("have a deploy key and a webhook, once, and leave nothing", arguments: kinds)
    func life(kind: ForgeKind) async throws {
        try await ForgedProject.with(kind: kind) { site in
            let made = try await site.create()
            #expect(made.setUp.state == "ready" && !made.setUp.webhookID.isEmpty && !made.setUp.deployKeyID.isEmpty)
            try await site.expectSetUp()
            for _ in 0..<2 { try await site.alice.reconfigureProject(made.id) }
            try await site.expectSetUp()
            let same = try await site.project()
            #expect(same.setUp.webhookID == made.setUp.webhookID && same.setUp.deployKeyID == made.setUp.deployKeyID)
            try await site.alice.deleteProject(made.id)
            try await site.expectNothing()
        }
    }

    @Test("are refused before anything is made to whoever may not set them up", arguments: kinds)
    func rights(kind: ForgeKind) async throws {
        try await ContractFixture.with(kind: kind) { fixture in
            fixture.state.addRepository("site", owner: "bob", isPrivate: false)
            let alice = try await fixture.user("alice", through: "forge")
            var request = ForgedProject.request
            request.repositoryPath = "bob/site"
            let new = request
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.createProject(new)
            }
            #expect(refused.summary == "403 forgeForbidden")
            #expect(fixture.state.webhookURLs(owner: "bob", name: "site").isEmpty)
            #expect(try await alice.allProjects(of: "user/alice").all.isEmpty)
        }
    }

    @Test("are made whole or leave nothing, whichever request the forge fails", arguments: kinds)
    func failures(kind: ForgeKind) async throws {
        try await ForgedProject.with(kind: kind) { site in
            for losesAnswer in [false, true] {
                var (number, failures, isReached) = (1, 0, true)
                while isReached {
                    site.state.faults.losesAnswer = losesAnswer
                    site.state.faults.failingRequest = number
                    let made = try? await site.create()
                    isReached = site.state.faults.failingRequest == nil
                    site.state.faults.failingRequest = nil
                    if let made {
                        try await site.expectSetUp()
                        try await site.alice.deleteProject(made.id)
                    } else {
                        failures += 1
                        await #expect(throws: GatewayClientError.self) { try await site.project() }
                    }
                    try await site.expectNothing()
                    number += 1
                }
                #expect(failures > 0 && number > 4)
            }
        }
    }

    @Test("leave nothing in the end when the forge goes away at any request, and comes back later")
    func outage() async throws {
        try await ForgedProject.with { site in
            for losesAnswer in [false, true] {
                var (number, isReached) = (1, true)
                while isReached {
                    (site.state.faults.losesAnswer, site.state.faults.staysDown) = (losesAnswer, true)
                    site.state.faults.failingRequest = number
                    let made = try? await site.create()
                    isReached = site.state.faults.failingRequest == 1
                    site.state.faults.failingRequest = nil
                    if let made {
                        try await site.alice.deleteProject(made.id)
                    } else {
                        await #expect(throws: GatewayClientError.self) { try await site.project() }
                        await site.pass(3_600)
                    }
                    try await site.expectNothing()
                    number += 1
                }
                #expect(number > 4)
            }
        }
    }

    @Test("are gone when the forge is down, which is cleaned up later, and listed until then")
    func deletedWithoutForge() async throws {
        try await ForgedProject.with { site in
            let made = try await site.create()
            site.state.faults.status = 503
            try await site.alice.deleteProject(made.id)
            await #expect(throws: GatewayClientError.self) { try await site.project() }
            let left = try await site.fixture.admin.allForgeCleanups().all
            #expect(left.map(\.projectPath) == ["user/alice/site"] && left[0].attempts == 1 && !left[0].message.isEmpty)
            let hidden = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.alice.forgeCleanups()
            }
            #expect(hidden.summary == "403 forbidden")
            // The same place may be taken again at once.
            await site.pass(60, gateways: 3)
            #expect(try await site.fixture.admin.allForgeCleanups().all.first?.attempts == 2)
            site.state.faults.status = nil
            let again = try await site.create()
            await site.pass(3_600)
            #expect(again.id != made.id)
            #expect(try await site.fixture.admin.allForgeCleanups().all == [])
            try await site.expectSetUp()
        }
    }

    @Test("that go with their group are cleaned up, and given up when the account is gone too")
    func cascades() async throws {
        try await ForgedProject.with { site in
            _ = try await site.alice.createProjectGroup(
                ProjectGroupRequest(name: "team", parentRef: "user/alice", visibility: "private"))
            var request = ForgedProject.request
            request.parentRef = "user/alice/team"
            _ = try await site.alice.createProject(request)
            try await site.alice.deleteProjectGroup("user/alice/team", cascade: true)
            await site.pass(0)
            try await site.expectNothing()
            _ = try await site.create()
            try await site.fixture.admin.deleteUser("alice", cascade: true)
            await site.pass(0)
            let left = try await site.fixture.admin.allForgeCleanups().all
            #expect(left.map(\.isAbandoned) == [true] && left[0].message.contains("gone"))
            await site.pass(31 * 86_400)
            #expect(try await site.fixture.admin.allForgeCleanups().all == [])
        }
    }

    @Test(
        "leave nothing to do when an administrator dismisses it, also while a gateway is at it",
        arguments: [true, false])
    func dismissed(isUnderway: Bool) async throws {
        try await ForgedProject.with { site in
            let made = try await site.create()
            site.state.faults.status = 503
            try await site.alice.deleteProject(made.id)
            let left = try #require(try await site.fixture.admin.allForgeCleanups().all.first)
            let hidden = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.alice.dismissForgeCleanup(left.id)
            }
            #expect(hidden.summary == "403 forbidden")
            if isUnderway {
                // The forge's answer comes after somebody has dismissed what it is about.
                site.fixture.time.advance(60)
                let admin = site.fixture.admin
                let dismissing = FollowedTransport(transport: site.fixture.configStore) { request in
                    if request.method == "PUT", request.url.hasSuffix(left.id) {
                        try? await admin.dismissForgeCleanup(left.id)
                    }
                }
                await site.fixture.gatewayThrough(dismissing).lookAfterProjects()
                #expect(!TestLog.current.contains("a cleanup has to wait"))
            } else {
                try await site.fixture.admin.dismissForgeCleanup(left.id)
            }
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.fixture.admin.dismissForgeCleanup(left.id)
            }
            #expect(gone.summary == "404 forgeCleanupDoesNotExist")
            site.state.faults.status = nil
            await site.pass(3_600, gateways: 2)
            #expect(site.hooks.count == 1 && site.keys.count == 1)
            let noted = try await site.fixture.admin.audit(AuditFilter(kind: "forgecleanup")).items
            #expect(noted.map(\.operation) == ["delete"] && noted.first?.ref == "user/alice/site")
            #expect(noted.first?.actor.type == "admin")
        }
    }

    @Test("that a gateway left half set up are finished by one of several, after its lease")
    func leftBehind() async throws {
        try await ForgedProject.with { site in
            let made = try await site.create()
            try await site.leaveHalfSetUp(made.id)
            let busy = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await site.alice.reconfigureProject(made.id)
            }
            #expect(busy.summary == "409 setUpInProgress")
            await site.pass(0)
            #expect(try await site.project().setUp.state == "settingUp")
            let before = site.state.requests.count { $0.hasPrefix("POST") }
            await site.pass(61, gateways: 5)
            try await site.expectSetUp()
            // The hook, whose secret nobody could know, and its test; the key is the same.
            #expect(site.state.requests.count { $0.hasPrefix("POST") } - before == 2)
        }
    }
}
