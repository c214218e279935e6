import Foundation
import Outbox
import ServiceTesting
import Testing

@Suite("What the outbox keeps", .timeLimit(.minutes(1)))
struct KeepingTests {
    @Test("is there with everything that came, and is listed newest first, page by page")
    func kept() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                var ids: [String] = []
                for number in 0..<5 { ids.append(try await outbox.store(.push("\(number)")).id) }
                _ = try await outbox.store(.push("0", of: "other"))
                let first = try await outbox.deliveries(of: "p", limit: 2)
                #expect(first.deliveries.map(\.id) == [ids[4], ids[3]])
                let second = try await outbox.deliveries(of: "p", before: first.next, limit: 3)
                #expect(second.deliveries.map(\.id) == [ids[2], ids[1], ids[0]] && second.next == nil)
                let details = try await outbox.delivery(ids[1], of: "p", maxBodyBytes: 4)
                #expect(details.delivery.forgeID == "1" && details.delivery.projectPath == "org/acme/p")
                #expect(details.headers == ["x-event": "push"] && details.body == Array("aaaa".utf8))
                #expect(details.delivery.bodyByteCount == 10 && details.event == Array("{}".utf8))
                #expect(details.sinks.map(\.sink) == ["ci"] && details.sinks[0].state == .waiting)
                await #expect(throws: OutboxError.unknownDelivery) {
                    _ = try await outbox.delivery(ids[1], of: "other", maxBodyBytes: 4)
                }
            }
        }
    }

    @Test("is found by what it is, by its verdict and by where it is")
    func filters() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                let push = try await outbox.store(.push("1")).id
                var ignored = NewDelivery.push("2", to: [])
                (ignored.verdict, ignored.kind, ignored.event) = (.ignored, nil, [])
                let other = try await outbox.store(ignored).id
                func ids(_ filter: DeliveryFilter) async throws -> [String] {
                    try await outbox.deliveries(of: "p", filter, limit: 10).deliveries.map(\.id)
                }
                #expect(try await ids(DeliveryFilter(kind: "push")) == [push])
                #expect(try await ids(DeliveryFilter(verdict: .ignored)) == [other])
                #expect(try await ids(DeliveryFilter(state: .kept)) == [other])
                #expect(try await ids(DeliveryFilter(state: .waiting)) == [push])
                try await outbox.take("ci", .delivered)
                #expect(try await ids(DeliveryFilter(state: .delivered)) == [push])
            }
        }
    }

    @Test("is the same when it comes again: by the forge's id, or by what its body is")
    func duplicates() async throws {
        try await OutboxFixture.with { fixture in
            let id = try await fixture.opened { outbox in
                let id = try await outbox.store(.push("1", digest: [1, 2, 3])).id
                #expect(try await outbox.store(.push("1")) == .known(id: id, verdict: .accepted))
                #expect(try await outbox.store(.push("2", digest: [1, 2, 3])) == .known(id: id, verdict: .accepted))
                // The same id and body of another project are another delivery.
                #expect(try await outbox.store(.push("1", of: "q", digest: [1, 2, 3])).id != id)
                return id
            }
            try await fixture.opened { outbox in
                let again = try await outbox.store(.push("1"))
                #expect(again == .known(id: id, verdict: .accepted))
                #expect(outbox.waiting("ci") == 2)
            }
        }
    }

    @Test("goes when it is old, and nothing waits for it")
    func age() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                for number in 0..<600 { _ = try await outbox.store(.push("\(number)", to: [])) }
                let waiting = try await outbox.store(.push("waiting")).id
                fixture.time.advance(31 * 86_400)
                let new = try await outbox.store(.push("new", to: [])).id
                try await outbox.keepHouse()
                let left = try await outbox.deliveries(of: "p", limit: 10)
                #expect(left.deliveries.map(\.id) == [new, waiting] && left.next == nil)
            }
        }
    }

    @Test("is locked: another process is refused, with what to do")
    func locked() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { _ in
                let error = #expect(throws: OutboxError.self) { try fixture.open() }
                guard case .unusable(let text) = error else {
                    Issue.record("\(error as Any)")
                    return
                }
                #expect(text.contains("in use by another process"))
            }
        }
    }
}
