import ForgeSimulator
import Foundation
import Gateway
import GatewayClient
import HTTPTransport
import Outbox
import RemoteSources
import ServiceTesting
import Testing

@Suite("Deliveries that come in", .serviceLogs, .timeLimit(.minutes(2)))
struct IngressTests {
    @Test("are kept, answered, and reach the sink as CloudEvents, in order")
    func flow() async throws {
        try await IngressFixture.with { fixture in
            var ids: [String] = []
            for message in ["one", "two", "three"] {
                let answer = try await fixture.deliver(try await fixture.push(message))
                #expect(answer.status == 202)
                ids.append(try #require(answer.id))
            }
            let arrivals = await fixture.sink.next(3)
            #expect(arrivals.map(\.id) == ids && arrivals.map(\.message) == ["one", "two", "three"])
            #expect(arrivals.allSatisfy { $0.type == "dev.sallyport.push" && $0.ref == "refs/heads/main" })
            #expect(arrivals.allSatisfy { $0.projectPath == "user/alice/hello" })
            #expect(arrivals[0].source == "https://sallyport.example.com/projects/\(fixture.project.id)")
        }
    }

    @Test("are found by the project's id in the query too, and come once however often they are sent")
    func repeated() async throws {
        try await IngressFixture.with { fixture in
            let delivery = try await fixture.push("one")
            let first = try await fixture.deliver(delivery, path: "/webhooks?projectid=\(fixture.project.id)")
            #expect(first.status == 202)
            for changed in [delivery, delivery.with("X-Gitea-Delivery", UUID().uuidString)] {
                let again = try await fixture.deliver(changed)
                #expect(again == .init(status: 200, code: nil, id: first.id))
            }
            let second = try await fixture.deliver(try await fixture.push("two"))
            #expect(await fixture.sink.next(2).map(\.id) == [first.id, second.id])
        }
    }

    @Test("that are not genuine, or of another repository, are all the same refusal, and lead to nothing")
    func refused() async throws {
        try await IngressFixture.with { fixture in
            fixture.services.state.addRepository("other", owner: "alice")
            let other = try await IngressFixture.project("other", of: fixture.owner)
            try await fixture.addHook(to: "other", secret: fixture.secret)
            let delivery = try await fixture.push("one")
            let pushed = try await fixture.push("two", to: "other")
            let foreign = fixture.signed(pushed, body: pushed.body)
            var mutated = delivery
            mutated.body = Array(String(decoding: delivery.body, as: UTF8.self).replacing("one", with: "two").utf8)
            let unsigned = delivery.with("X-Gitea-Signature", nil).with("X-Hub-Signature-256", nil)
                .with("X-Gogs-Signature", nil).with("X-Hub-Signature", nil)
            let refusals: [(TransportRequest, String)] = [
                (mutated, fixture.project.id), (unsigned, fixture.project.id),
                (unsigned.with("X-Gitea-Signature", ""), fixture.project.id),
                // Of another project's secret, and of the right one for another repository.
                (delivery, other.id), (foreign, fixture.project.id),
                (fixture.signed(delivery, body: delivery.body, secret: "other"), fixture.project.id),
                (fixture.signed(delivery, body: delivery.body, secret: ""), fixture.project.id),
                (delivery, UUID().uuidString), (delivery, "x"), (delivery, "..%2Fx"),
            ]
            for (request, project) in refusals {
                let answer = try await fixture.deliver(request, to: project)
                #expect(answer.status == 403 && answer.code == "deliveryRefused" && answer.id == nil)
            }
            #expect(try await fixture.owner.deliveries(of: fixture.project.id).items.isEmpty)
            let refused = try await fixture.owner.refusedDeliveries(of: fixture.project.id)
            #expect(refused.count == 6 && refused.last.count == 6)
            #expect(refused.last.map(\.reason).count { $0 == "otherRepository" } == 1)
            // The one that was sent is the only one that came.
            let good = try await fixture.deliver(delivery)
            #expect(good.status == 202)
            #expect(await fixture.sink.next(1).map(\.id) == [good.id])
            #expect(!TestLog.current.contains(fixture.secret))
        }
    }

    @Test("that are too large are refused before they are read whole")
    func tooLarge() async throws {
        try await IngressFixture.with { fixture in
            let delivery = try await fixture.push("one")
            let body = [UInt8](repeating: 0x20, count: WebhookReader.maxBodyBytes + 1)
            let answer = try await fixture.deliver(fixture.signed(delivery, body: body))
            #expect(answer.status == 413 && answer.code == "bodyTooLarge")
            #expect(
                try await fixture.owner.refusedDeliveries(of: fixture.project.id).last.map(\.reason) == ["tooLarge"])
        }
    }

    @Test("that are genuine and unreadable, or of nobody's interest, are kept and go nowhere")
    func unread() async throws {
        try await IngressFixture.with { fixture in
            let delivery = try await fixture.push("one")
            let broken = fixture.signed(delivery, body: Array("{".utf8))
            #expect(try await fixture.deliver(broken).code == "unreadableDelivery")
            #expect(try await fixture.deliver(broken).status == 400)
            let ignored = fixture.signed(delivery, body: delivery.body).with("X-Gitea-Event", "issues")
                .with("X-Gitea-Event-Type", "issues").with("X-GitHub-Event", "issues").with("X-Gogs-Event", "issues")
            #expect(try await fixture.deliver(ignored).status == 200)
            let kept = try await fixture.owner.deliveries(of: fixture.project.id).items
            #expect(kept.map(\.verdict) == ["ignored", "unreadable"] && kept.map(\.state) == ["kept", "kept"])
            #expect(kept.allSatisfy { !$0.reason.isEmpty && $0.kind == nil })
            let good = try await fixture.deliver(delivery)
            #expect(await fixture.sink.next(1).map(\.id) == [good.id])
        }
    }

    @Test("of a project without a webhook, or of nobody, are refused as wrong ones are")
    func manual() async throws {
        try await IngressFixture.with { fixture in
            let delivery = try await fixture.push("one")
            var request = ProjectRequest(name: "manual", visibility: "private")
            request.remoteRepositoryConfigType = "manual"
            request.cloneURL = "https://git.example.com/manual.git"
            (request.cloneUser, request.clonePassword) = ("robot", "clone-s3cret")
            let manual = try await fixture.owner.createProject(request)
            #expect(try await fixture.deliver(delivery, to: manual.id).code == "deliveryRefused")
        }
    }

    @Test("that the sink does not take come again, later, and nothing of the project before them")
    func slowSink() async throws {
        try await IngressFixture.with { fixture in
            fixture.sink.answers { message in TransportResponse(status: message == "one" ? 503 : 200) }
            let first = try await fixture.deliver(try await fixture.push("one"))
            #expect(await fixture.sink.next(1).map(\.status) == [503])
            let second = try await fixture.deliver(try await fixture.push("two"))
            fixture.sink.answers { _ in TransportResponse(status: 200) }
            fixture.services.time.advance(2)
            #expect(await fixture.sink.next(2).map(\.id) == [first.id, second.id])
        }
    }

    /// A sink that never answers.
    private struct SilentSink: EventSink {
        let name = "silent"

        func accepts(_ kind: RemoteEvent.Kind) -> Bool { true }

        func send(_ event: OutboundEvent) async throws(SinkFailure) {
            try? await Task.sleep(for: .seconds(3_600))
            throw .retry(message: "cancelled")
        }
    }

    @Test("that one sink keeps waiting come to another one all the same")
    func silentSink() async throws {
        try await IngressFixture.with(besides: [SilentSink()]) { fixture in
            for number in 0..<40 { _ = try await fixture.deliver(try await fixture.push("\(number)")) }
            #expect(await fixture.sink.next(40).map(\.message) == (0..<40).map { "\($0)" })
            let depth = try #require(fixture.services.outbox.depths.last)
            #expect(depth.sink == "silent" && depth.waiting == 40 && depth.oldest != nil)
        }
    }

    @Test("that there is no room for are refused so that the forge sends them again, and nothing else is lost")
    func full() async throws {
        let small = OutboxConfiguration(maxBytes: OutboxConfiguration.minBytes)
        try await IngressFixture.with(besides: [SilentSink()], outbox: small) { fixture in
            let delivery = try await fixture.push("one")
            var answers: [IngressFixture.Answer] = []
            repeat {
                let message = String(repeating: "x", count: 900_000) + " \(answers.count)"
                let body = String(decoding: delivery.body, as: UTF8.self).replacing("one", with: message)
                let signed = fixture.signed(delivery, body: Array(body.utf8))
                    .with("X-Gitea-Delivery", UUID().uuidString)
                answers.append(try await fixture.deliver(signed))
            } while answers.last?.status == 202 && answers.count < 100
            #expect(answers.last?.code == "outboxFull" && answers.last?.status == 503)
            #expect(answers.count > 3 && fixture.services.outbox.depths.last?.waiting == answers.count - 1)
        }
    }

    @Test("that the sink refuses are parked, and come again when somebody asks for it")
    func redelivery() async throws {
        try await IngressFixture.with { fixture in
            fixture.sink.answers { message in TransportResponse(status: message == "one" ? 422 : 200) }
            let first = try #require(try await fixture.deliver(try await fixture.push("one")).id)
            let second = try await fixture.deliver(try await fixture.push("two"))
            #expect(await fixture.sink.next(2).map(\.status) == [422, 200])
            let project = fixture.project.id
            var parked = try await fixture.owner.delivery(first, of: project)
            while parked.delivery.state == "waiting" { parked = try await fixture.owner.delivery(first, of: project) }
            #expect(parked.delivery.state == "parked" && parked.event?["kind"]?.text == "push")
            #expect(parked.headers["x-gitea-signature"] == "redacted" && parked.headers["x-gitea-event"] == "push")
            // Gitea signs in the ways of others as well.
            #expect(parked.headers["x-hub-signature-256"] == "redacted")
            #expect(parked.headers["x-gogs-signature"] == "redacted")
            #expect(parked.body.contains("refs/heads/main") && !parked.bodyTruncated)
            let sink = try #require(parked.sinks.first)
            #expect(sink.name == "ci" && sink.state == "parked" && sink.attempts.map(\.status) == [422])
            fixture.sink.answers { _ in TransportResponse(status: 200) }
            try await fixture.owner.redeliver(first, of: project, to: "ci")
            #expect(await fixture.sink.next(1).map(\.id) == [first])
            func refusal(_ id: String, _ sink: String?) async throws -> String {
                try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await fixture.owner.redeliver(id, of: project, to: sink)
                }.summary
            }
            #expect(try await refusal(first, "none") == "404 sinkDoesNotExist")
            #expect(try await refusal("none", nil) == "404 deliveryDoesNotExist")
            #expect(second.status == 202)
        }
    }

    @Test("are the owners' to see, page by page, and nobody else's")
    func listed() async throws {
        try await IngressFixture.with { fixture in
            var ids: [String] = []
            for number in 0..<5 {
                ids.append(try await fixture.deliver(try await fixture.push("\(number)")).id ?? "")
            }
            let project = fixture.project.path
            let first = try await fixture.owner.deliveries(of: project, DeliveryFilter(kind: "push"), limit: 3)
            #expect(first.items.map(\.id) == Array(ids.reversed().prefix(3)))
            let second = try await fixture.owner.deliveries(
                of: project, DeliveryFilter(kind: "push"), limit: 3, cursor: first.nextCursor)
            #expect(second.items.map(\.id) == Array(ids.reversed().suffix(2)) && second.nextCursor == nil)
            let other = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await fixture.owner.deliveries(
                    of: project, DeliveryFilter(kind: "tag"), cursor: first.nextCursor)
            }
            #expect(other.summary == "400 invalidCursor")
            let unknown = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await fixture.owner.deliveries(of: project, DeliveryFilter(state: "lost"))
            }
            #expect(unknown.summary == "400 invalidFilter")
            let bob = try await fixture.services.user("bob", through: "gitea")
            let hidden = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await bob.delivery(ids[0], of: project)
            }
            #expect(hidden.summary == "404 projectDoesNotExist")
        }
    }

    @Test("of a kind that no sink asks for are kept, and go nowhere")
    func unwanted() async throws {
        try await IngressFixture.with(events: [.tag]) { fixture in
            let push = try await fixture.deliver(try await fixture.push("one"))
            #expect(push.status == 202)
            let kept = try await fixture.owner.deliveries(of: fixture.project.id).items
            #expect(kept.map(\.id) == [push.id] && kept[0].state == "kept" && kept[0].kind == "push")
        }
    }
}
