import ForgeSimulator
import Foundation
import GatewayClient
import HTTPTransport
import ServiceKit
import ServiceTesting
import Testing

@Suite("Commit statuses for two forges", .serviceLogs, .timeLimit(.minutes(2)))
struct StatusRateLimitTests {
    /// Each host has its forge.
    private struct TwoForges: HTTPTransport {
        let first, second: ForgeSimulator

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            let transport = request.url.contains("//second.") ? second.transport : first.transport
            return try await transport.send(request)
        }
    }

    private static func simulator(_ name: String) -> ForgeSimulator {
        let forge = ForgeSimulator(
            configuration: ForgeSimulatorConfiguration(kind: .gitea, rootURL: "https://\(name).example.com"),
            logger: TestLog.current.logger(service: "forge", name: name))
        forge.state.addUser("alice", password: ContractFixture.password)
        forge.state.addRepository("app", owner: "alice")
        return forge
    }

    @Test("one that asks to wait holds up no other, and gets its own when it may")
    func apart() async throws {
        let (first, second) = (Self.simulator("first"), Self.simulator("second"))
        try await ContractFixture.with(
            forge: first, apiURL: "https://first.example.com", transport: TwoForges(first: first, second: second)
        ) { fixture in
            _ = try await fixture.admin.createRemoteSource(
                RemoteSourceRequest(
                    name: "second", apiURL: "https://second.example.com", type: "gitea", authType: "password"))
            let alice = try await fixture.user("alice", through: "gitea")
            _ = try await alice.link(
                user: "alice", remoteSource: "second", login: ContractFixture.login("alice"))
            let slow = try await ContractFixture.project("slow", of: alice, at: "gitea")
            let fast = try await ContractFixture.project("fast", of: alice, at: "second")
            first.state.faults.status = 429
            try await ContractFixture.running(fixture.gateway) {
                for number in 0..<12 {
                    for (project, forge) in [(slow, first), (fast, second)] {
                        _ = try await alice.createCommitStatus(
                            of: project.id,
                            CommitStatusRequest(
                                sha: forge.state.head(owner: "alice", name: "app"), state: "success",
                                context: "ci/\(number)"))
                    }
                }
                let sent = try await ContractFixture.settled(alice, fast)
                #expect(sent.count == 12 && sent.allSatisfy { $0.outcome == "sent" })
                #expect(second.state.statuses(owner: "alice", name: "app").count == 12)
                let waiting = try await alice.allCommitStatuses(of: slow.id).all
                #expect(waiting.count == 12 && waiting.allSatisfy { $0.outcome == "waiting" })
                #expect(first.state.statuses(owner: "alice", name: "app").isEmpty)
                first.state.faults.status = nil
                fixture.time.advance(86_400)
                let late = try await ContractFixture.settled(alice, slow)
                #expect(late.count == 12 && late.allSatisfy { $0.outcome == "sent" })
            }
        }
    }
}
