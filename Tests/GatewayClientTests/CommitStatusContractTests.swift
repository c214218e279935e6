import ForgeSimulator
import Gateway
import GatewayClient
import HTTPTransport
import Outbox
import ServiceKit
import ServiceTesting
import Testing

@Suite("The gateway's client: commit statuses", .serviceLogs, .timeLimit(.minutes(2)))
struct CommitStatusContractTests {
    private static let words: [ForgeKind: [String]] = [
        .gitea: ["ci/build: pending", "ci/build: success"], .github: ["ci/build: pending", "ci/build: success"],
        .gitlab: ["ci/build: running", "ci/build: success"],
    ]

    @Test("arrive at the forge, in its words, one after the other", arguments: ForgeKind.allCases)
    func arrive(_ kind: ForgeKind) async throws {
        try await ContractFixture.with(kind: kind) { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            let sha = fixture.state.head(owner: "alice", name: "app")
            try await ContractFixture.running(fixture.gateway) {
                var request = CommitStatusRequest(sha: sha, state: "running", context: "ci/build", ref: "main")
                request.description = "It runs"
                request.targetURL = "https://ci.example.com/1"
                let taken = try await alice.createCommitStatus(of: project.path, request)
                #expect(taken.outcome == "waiting" && taken.attempts == 0 && taken.nextAttemptTime != nil)
                _ = try await ContractFixture.settled(alice, project)
                request.state = "success"
                _ = try await alice.createCommitStatus(of: project.id, request)
                let all = try await ContractFixture.settled(alice, project)
                #expect(all.map(\.outcome) == ["sent", "sent"])
                #expect(all.map(\.state) == ["running", "success"])
                #expect(all[0].id == taken.id && all[0].attempts == 1 && all[0].finishTime != nil)
            }
            #expect(fixture.state.statuses(owner: "alice", name: "app") == Self.words[kind])
        }
    }

    @Test("keep their order: however many come at once, the forge ends with the newest of each context")
    func order() async throws {
        try await ContractFixture.with { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            let sha = fixture.state.head(owner: "alice", name: "app")
            let states = ["pending", "failure", "error", "pending", "success"]
            try await ContractFixture.running(fixture.gateway) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for context in 0..<8 {
                        group.addTask {
                            for state in states {
                                _ = try await alice.createCommitStatus(
                                    of: project.id,
                                    CommitStatusRequest(sha: sha, state: state, context: "ci/\(context)"))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let all = try await ContractFixture.settled(alice, project)
                #expect(all.count == 40)
                let atForge = fixture.state.statuses(owner: "alice", name: "app")
                for context in 0..<8 {
                    let sent = all.filter { $0.context == "ci/\(context)" && $0.outcome == "sent" }
                    #expect(sent.last?.state == "success")
                    // What the forge has is what was sent, in the order in which it was reported.
                    #expect(
                        atForge.filter { $0.hasPrefix("ci/\(context):") } == sent.map { "\($0.context): \($0.state)" })
                }
                #expect(all.allSatisfy { $0.outcome == "sent" || $0.outcome == "replaced" })
            }
        }
    }

    @Test("a newer one takes the place of one that waits")
    func replaced() async throws {
        try await ContractFixture.with { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            let sha = fixture.state.head(owner: "alice", name: "app")
            for state in ["pending", "failure", "success"] {
                _ = try await alice.createCommitStatus(
                    of: project.id, CommitStatusRequest(sha: sha, state: state, context: "ci"))
            }
            try await ContractFixture.running(fixture.gateway) {
                let all = try await ContractFixture.settled(alice, project)
                #expect(all.map(\.outcome) == ["replaced", "replaced", "sent"])
            }
            #expect(fixture.state.statuses(owner: "alice", name: "app") == ["ci: success"])
            let first = try await alice.commitStatuses(of: project.id, limit: 2)
            #expect(first.items.map(\.state) == ["success", "failure"])
            let rest = try await alice.commitStatuses(of: project.id, limit: 2, cursor: first.nextCursor)
            #expect(rest.items.map(\.state) == ["pending"] && rest.nextCursor == nil)
        }
    }

    @Test("what waits is sent after a restart")
    func restart() async throws {
        try await ContractFixture.with { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            let sha = fixture.state.head(owner: "alice", name: "app")
            for number in 0..<20 {
                _ = try await alice.createCommitStatus(
                    of: project.id, CommitStatusRequest(sha: sha, state: "success", context: "ci/\(number)"))
            }
            await fixture.queue.close()
            let queue = try fixture.openQueue()
            let another = fixture.gatewayWithQueue(queue)
            let token = try await fixture.admin.createUserToken(for: "alice", name: "after")
            let client = GatewayClient(baseURL: "http://gateway", token: token, transport: another.transport)
            try await ContractFixture.running(another) {
                let all = try await ContractFixture.settled(client, project)
                #expect(all.count == 20 && all.allSatisfy { $0.outcome == "sent" })
            }
            await queue.close()
            #expect(fixture.state.statuses(owner: "alice", name: "app").count == 20)
        }
    }

    @Test("reach a repository that was renamed")
    func renamed() async throws {
        try await ContractFixture.with { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            let sha = fixture.state.head(owner: "alice", name: "app")
            fixture.state.renameRepository(owner: "alice", name: "app", to: "application")
            try await ContractFixture.running(fixture.gateway) {
                _ = try await alice.createCommitStatus(
                    of: project.id, CommitStatusRequest(sha: sha, state: "success", context: "ci"))
                let all = try await ContractFixture.settled(alice, project)
                #expect(all.map(\.outcome) == ["sent"], "\(all)")
            }
            #expect(fixture.state.statuses(owner: "alice", name: "application") == ["ci: success"])
        }
    }

    @Test(
        "one of a commit that the forge does not have fails at once, and says why",
        arguments: [ForgeKind.gitea, .github])
    func refusedAtForge(_ kind: ForgeKind) async throws {
        try await ContractFixture.with(kind: kind) { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            try await ContractFixture.running(fixture.gateway) {
                _ = try await alice.createCommitStatus(
                    of: project.id,
                    CommitStatusRequest(
                        sha: String(repeating: "0123456789", count: 4), state: "success", context: "ci"))
                let all = try await ContractFixture.settled(alice, project)
                #expect(all.map(\.outcome) == ["failed"])
                #expect(all[0].attempts == 1 && !all[0].error.isEmpty && all[0].finishTime != nil)
            }
        }
    }

    @Test("one that can't be sent is given up after a day")
    func givenUp() async throws {
        try await ContractFixture.with { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            let sha = fixture.state.head(owner: "alice", name: "app")
            fixture.state.faults.status = 502
            _ = try await alice.createCommitStatus(
                of: project.id, CommitStatusRequest(sha: sha, state: "success", context: "ci"))
            fixture.time.advance(86_401)
            try await ContractFixture.running(fixture.gateway) {
                let all = try await ContractFixture.settled(alice, project)
                #expect(all.map(\.outcome) == ["failed"] && all[0].error.hasPrefix("forge"))
            }
        }
    }

    @Test("a status says everything that is wrong with it")
    func invalid() async throws {
        try await ContractFixture.with { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            var request = CommitStatusRequest(sha: "ABC", state: "skipped", context: "")
            request.description = String(repeating: "x", count: 1001)
            request.targetURL = "javascript:alert(1)"
            request.ref = "a\nb"
            let refused = try await ContractFixture.refusal { [request] () async throws(GatewayClientError) in
                try await alice.createCommitStatus(of: project.id, request)
            }
            #expect(refused.summary == "400 invalidCommitStatus")
            #expect(
                Set(refused.details.map(\.field)) == ["sha", "state", "context", "description", "target_url", "ref"])
            for url in ["https://user:pass@ci.example.com", "ci.example.com", "https://"] {
                let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await alice.createCommitStatus(
                        of: project.id,
                        CommitStatusRequest(
                            sha: String(repeating: "a", count: 40), state: "success", context: "ci", targetURL: url))
                }
                #expect(refused.details.map(\.field) == ["target_url"])
            }
        }
    }
}
