import ConfigStoreAPI
import ConfigStoreClient
import ForgeSimulator
import Gateway
import GatewayClient
import HTTPTransport
import RemoteSources
import ServiceTesting
import Testing

@Suite("What forges did not deliver", .serviceLogs, .timeLimit(.minutes(2)))
struct CatchUpTests {
    private static let main = "refs/heads/main"

    /// An hour and more passes, and a gateway does what is to be done then.
    private static func pass(_ fixture: IngressFixture, _ gateway: Gateway? = nil) async {
        fixture.services.time.advance(4_000)
        await (gateway ?? fixture.services.gateway).lookForChanges()
    }

    /// Somebody pushes, and the delivery is lost.
    private static func losePush(_ fixture: IngressFixture, branch: String = "main") {
        fixture.services.state.push(owner: "alice", name: "hello", branch: branch, message: "lost")
    }

    private static func head(_ fixture: IngressFixture, _ branch: String = "main") -> String {
        fixture.services.state.head(owner: "alice", name: "hello", branch: branch)
    }

    @Test("is found later, once, and marked as recovered")
    func recovered() async throws {
        try await IngressFixture.with { fixture in
            await fixture.services.gateway.lookForChanges()
            let before = Self.head(fixture)
            Self.losePush(fixture)
            Self.losePush(fixture, branch: "other")
            // Nothing is due yet.
            await fixture.services.gateway.lookForChanges()
            #expect(try await fixture.owner.deliveries(of: fixture.project.id).items.isEmpty)
            for _ in 1...3 { await Self.pass(fixture) }
            let kept = try await fixture.owner.deliveries(of: fixture.project.id).items
            #expect(
                kept.count == 2 && kept.allSatisfy { $0.recovered && $0.kind == "push" && $0.verdict == "accepted" })
            let arrivals = await fixture.sink.next(2)
            #expect(arrivals.map(\.id) == kept.reversed().map(\.id))
            #expect(arrivals.map(\.ref) == [Self.main, "refs/heads/other"])
            let event = try await fixture.owner.delivery(kept[1].id, of: fixture.project.id).event
            #expect(event?["before"]?.text == before && event?["after"]?.text == Self.head(fixture))
            #expect(event?["truncated"] == .flag(true))
        }
    }

    @Test("does not have what did arrive, whoever looks")
    func delivered() async throws {
        try await IngressFixture.with { fixture in
            await fixture.services.gateway.lookForChanges()
            let delivery = try await fixture.push("one")
            #expect(try await fixture.deliver(delivery).status == 202)
            await fixture.services.gateway.lookForChanges()
            let watch = try await fixture.services.store.acquireRefLease(
                fixture.project.id, RefLeaseRequest(holder: "a test"))
            #expect(watch.refs?[Self.main] == Self.head(fixture))
            await Self.pass(fixture)
            await Self.pass(fixture, fixture.services.anotherGateway())
            let kept = try await fixture.owner.deliveries(of: fixture.project.id).items
            #expect(kept.count == 1 && !kept[0].recovered)
        }
    }

    @Test("is found on demand, and the answer says what")
    func onDemand() async throws {
        try await IngressFixture.with { fixture in
            let nothing = try await fixture.owner.catchUpProject(fixture.project.id)
            #expect(nothing.recovered.isEmpty && nothing.message.isEmpty && !nothing.hasMore)
            let before = Self.head(fixture)
            Self.losePush(fixture)
            let found = try await fixture.owner.catchUpProject("user/alice/hello").recovered
            #expect(found.map(\.ref) == [Self.main] && found.map(\.before) == [before])
            #expect(found.map(\.after) == [Self.head(fixture)])
            #expect(await fixture.sink.next(1).map(\.id) == found.map(\.id))
            #expect(try await fixture.owner.catchUpProject(fixture.project.id).recovered.isEmpty)
        }
    }

    @Test("is found once by several gateways that look at the same time")
    func several() async throws {
        try await IngressFixture.with { fixture in
            await fixture.services.gateway.lookForChanges()
            Self.losePush(fixture)
            fixture.services.time.advance(4_000)
            let gateways = [fixture.services.gateway] + (1...3).map { _ in fixture.services.anotherGateway() }
            await withDiscardingTaskGroup { group in
                for gateway in gateways { group.addTask { await gateway.lookForChanges() } }
            }
            let kept = try await fixture.owner.deliveries(of: fixture.project.id).items
            #expect(kept.count == 1)
        }
    }

    @Test("is the same delivery when a gateway ends before it has written down what it saw")
    func interrupted() async throws {
        try await IngressFixture.with { fixture in
            await fixture.services.gateway.lookForChanges()
            Self.losePush(fixture)
            let ending = fixture.services.gatewayThrough(
                LosingTransport(fixture.services.configStore) { $0.method == "PUT" && $0.url.hasSuffix("/refwatch") })
            await Self.pass(fixture, ending)
            let first = try await fixture.owner.deliveries(of: fixture.project.id).items
            #expect(first.count == 1)
            await Self.pass(fixture)
            let again = try await fixture.owner.deliveries(of: fixture.project.id).items
            #expect(again.map(\.id) == first.map(\.id))
            let watch = try await fixture.services.store.acquireRefLease(
                fixture.project.id, RefLeaseRequest(holder: "a test"))
            #expect(watch.refs?[Self.main] == Self.head(fixture))
        }
    }

    @Test("waits while the forge asks to wait, and nothing is forgotten")
    func rateLimited() async throws {
        try await IngressFixture.with { fixture in
            await fixture.services.gateway.lookForChanges()
            Self.losePush(fixture)
            fixture.services.state.faults.status = 429
            await Self.pass(fixture)
            let asked = fixture.services.state.requests.count
            // The next look is half a minute away at least.
            fixture.services.time.advance(20)
            await fixture.services.gateway.lookForChanges()
            #expect(fixture.services.state.requests.count == asked)
            fixture.services.state.faults.status = nil
            // Six hours are the longest wait.
            for _ in 1...6 { await Self.pass(fixture) }
            let kept = try await fixture.owner.deliveries(of: fixture.project.id).items
            #expect(kept.map(\.recovered) == [true])
        }
    }
}
