import ForgeSimulator
import Foundation
import Gateway
import GatewayClient
import HTTPTransport
import ServiceTesting
import Synchronization
import Testing

@Suite("What a forge lists as not delivered", .serviceLogs, .timeLimit(.minutes(2)))
struct MissedDeliveriesTests {
    private static let ref = "user/alice/site"
    private static let kinds: [ForgeKind] = [.github, .gitlab]

    /// A project that somebody has looked at; whatever its forge delivers is lost.
    private static func with(_ kind: ForgeKind, _ body: (ForgedProject) async throws -> Void) async throws {
        try await ForgedProject.with(kind: kind) { site in
            _ = try await site.create()
            await site.fixture.gateway.lookForChanges()
            try await body(site)
        }
    }

    private static func push(_ site: ForgedProject, _ branch: String) {
        site.state.push(owner: "alice", name: "site", branch: branch, message: "to \(branch)")
    }

    /// Time passes, and gateways do what is to be done then.
    private static func pass(_ site: ForgedProject, times: Int = 1) async {
        for _ in 0..<times {
            site.fixture.time.advance(4_000)
            await site.fixture.gateway.lookForChanges()
            await site.fixture.anotherGateway().lookForChanges()
        }
    }

    private static func kept(_ site: ForgedProject) async throws -> [Delivery] {
        try await site.alice.deliveries(of: ref).items.reversed()
    }

    @Test("is taken up once: pull requests too, and no change of a branch twice", arguments: kinds)
    func takenUp(kind: ForgeKind) async throws {
        try await Self.with(kind) { site in
            Self.push(site, "b")
            site.state.openPullRequest(owner: "alice", name: "site", from: "b")
            Self.push(site, "b")
            let found = try await site.alice.catchUpProject(Self.ref)
            #expect(found.message.isEmpty && !found.hasMore)
            #expect(found.recovered.map(\.kind) == ["push", "pullRequest", "push", "pullRequest"])
            #expect(found.recovered.last?.after == site.state.head(owner: "alice", name: "site", branch: "b"))
            await Self.pass(site, times: 3)
            let kept = try await Self.kept(site)
            #expect(kept.map(\.id) == found.recovered.map(\.id))
            #expect(kept.allSatisfy { $0.recovered && $0.verdict == "accepted" })
            let details = try await site.alice.delivery(kept[1].id, of: Self.ref)
            #expect(details.event?["action"]?.text == "opened" && details.event?["sender"] != nil)
            let secret = try await site.secrets(of: site.project().id).webhook
            #expect(!TestLog.current.contains(secret))
        }
    }

    @Test("is found by the timer, whichever gateway looks, also after one that was interrupted", arguments: kinds)
    func timer(kind: ForgeKind) async throws {
        try await Self.with(kind) { site in
            Self.push(site, "b")
            site.state.openPullRequest(owner: "alice", name: "site", from: "b")
            site.fixture.time.advance(4_000)
            let ending = site.fixture.gatewayThrough(
                LosingTransport(site.fixture.configStore) { $0.method == "PUT" && $0.url.hasSuffix("/refwatch") })
            await ending.lookForChanges()
            let kept = try await Self.kept(site)
            #expect(kept.map(\.kind) == ["push", "pullRequest"])
            await Self.pass(site, times: 3)
            #expect(try await Self.kept(site).count == 2)
        }
    }

    @Test("is left alone where the refs told it before, and the rest of it is not", arguments: kinds)
    func refsFirst(kind: ForgeKind) async throws {
        try await Self.with(kind) { site in
            site.state.faults.hidesDeliveries = true
            Self.push(site, "b")
            site.state.openPullRequest(owner: "alice", name: "site", from: "b")
            let first = try await site.alice.catchUpProject(Self.ref)
            #expect(first.recovered.map(\.ref) == ["refs/heads/b"])
            #expect(first.message.contains("does not say what it has delivered"))
            site.state.faults.hidesDeliveries = false
            let second = try await site.alice.catchUpProject(Self.ref)
            #expect(second.recovered.map(\.kind) == ["pullRequest"] && second.message.isEmpty)
            await Self.pass(site, times: 2)
            #expect(try await Self.kept(site).count == 2)
        }
    }

    @Test("is taken up one part after the other when there is much of it", arguments: kinds)
    func many(kind: ForgeKind) async throws {
        try await Self.with(kind) { site in
            for _ in 0..<70 { Self.push(site, "main") }
            let first = try await site.alice.catchUpProject(Self.ref)
            #expect(first.recovered.count == 50 && first.hasMore)
            let second = try await site.alice.catchUpProject(Self.ref)
            #expect(second.recovered.count == 20 && !second.hasMore)
            let shas = (first.recovered + second.recovered).map(\.after)
            #expect(Set(shas).count == 70 && shas.last == site.state.head(owner: "alice", name: "site"))
            #expect(try await site.alice.catchUpProject(Self.ref).recovered.isEmpty)
        }
    }

    @Test("is said by the doctor, and so is that the list can't be read", arguments: kinds)
    func examined(kind: ForgeKind) async throws {
        try await Self.with(kind) { site in
            Self.push(site, "b")
            _ = try await site.alice.catchUpProject(Self.ref)
            let webhook = try await site.project().setUp.webhookURL
            let missed = try #require(try await site.alice.examineProject(Self.ref).findings.first)
            // GitHub says 502 where there was no answer.
            let answer = kind == .github ? "was answered with 502" : "had no answer"
            #expect(missed.code == "deliveriesMissed" && missed.message.hasSuffix(answer))
            #expect(missed.action.contains(webhook) && missed.action.hasSuffix("project catch-up \(Self.ref)"))
            site.state.faults.hidesDeliveries = true
            let hidden = try await site.alice.examineProject(Self.ref).findings
            #expect(hidden.map(\.code) == ["deliveryListUnreadable", "noDeliverySeen"])
            #expect(hidden.first?.severity == "warning")
            #expect(hidden.first?.action.contains("see the webhook's deliveries") ?? false)
        }
    }

    @Test("does not have what was taken", arguments: kinds)
    func delivered(kind: ForgeKind) async throws {
        let (receiver, time) = (LossyReceiver(), TestTime())
        let forge = ForgeSimulator(
            configuration: ForgeSimulatorConfiguration(
                kind: kind, rootURL: "https://forge.example.com", webhooks: receiver),
            logger: TestLog.current.logger(service: "forge"), now: { time.now })
        try await ContractFixture.with(kind: kind, forge: forge) { fixture in
            receiver.gateway.withLock { $0 = fixture.gateway.transport }
            let running = Task { try? await forge.run() }
            defer { running.cancel() }
            fixture.state.addRepository("site", owner: "alice", isPrivate: true)
            let site = ForgedProject(fixture: fixture, alice: try await fixture.user("alice", through: "forge"))
            _ = try await site.create()
            await fixture.gateway.lookForChanges()
            Self.push(site, "b")
            site.state.openPullRequest(owner: "alice", name: "site", from: "b")
            Self.push(site, "c")
            // What is dropped between the two pushes is listed before the last one.
            while try await Self.kept(site).count(where: { $0.kind == "push" && !$0.recovered }) < 2
                || receiver.dropped.withLock({ $0 }) < 1
            { await Task.yield() }
            let missed = try await site.alice.examineProject(Self.ref).findings
            #expect(missed.map(\.code) == ["deliveriesMissed"] && missed[0].severity == "warning")
            #expect(missed.first?.message.contains("1 did not arrive") ?? false, "\(missed)")
            #expect(missed.first?.message.hasSuffix("newer ones arrive") ?? false, "\(missed)")
            let found = try await site.alice.catchUpProject(Self.ref)
            #expect(found.recovered.map(\.kind) == ["pullRequest"])
            #expect(try await site.alice.examineProject(Self.ref).findings.isEmpty)
            await Self.pass(site, times: 2)
            #expect(try await Self.kept(site).filter(\.recovered).count == 1)
        }
    }
}
