import Foundation
import Outbox
import ServiceTesting
import Testing

@Suite("What waits for a sink", .timeLimit(.minutes(1)))
struct OrderTests {
    @Test("comes in order for each project, and to each sink by itself")
    func order() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                var ids: [String] = []
                for number in 0..<3 { ids.append(try await outbox.store(.push("\(number)", to: ["ci", "bus"])).id) }
                #expect(try await outbox.take("ci", .delivered, count: 2) == [ids[0], ids[1]])
                #expect(try await outbox.take("ci", .delivered) == [ids[2]])
                #expect(try await outbox.take("bus", .delivered) == [ids[0]])
                #expect(outbox.waiting("ci") == 0 && outbox.waiting("bus") == 2)
                let state = try await outbox.delivery(ids[0], of: "p", maxBodyBytes: 0).delivery.state
                let other = try await outbox.delivery(ids[1], of: "p", maxBodyBytes: 0).delivery.state
                #expect(state == .delivered && other == .waiting)
            }
        }
    }

    @Test("waits for the one before it in its project, and for nothing of another project")
    func others() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                let first = try await outbox.store(.push("1")).id
                let second = try await outbox.store(.push("2")).id
                #expect(try await outbox.take("ci", .retry(after: nil)) == [first])
                let other = try await outbox.store(.push("1", of: "q")).id
                #expect(try await outbox.take("ci", .delivered) == [other])
                // Nobody gets anything of the project until it is due.
                async let next = outbox.take("ci", .delivered, count: 2)
                fixture.time.advance(1)
                outbox.wake()
                #expect(try await next == [first, second])
                let attempts = try await outbox.delivery(first, of: "p", maxBodyBytes: 0).sinks[0]
                #expect(attempts.attemptCount == 2 && attempts.attempts.map(\.status) == [500, nil])
                #expect(attempts.attempts.map(\.failure) == ["no", nil])
            }
        }
    }

    @Test("is with one worker at a time, however much comes meanwhile")
    func taken() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                _ = try await outbox.store(.push("1"))
                #expect(await outbox.nextProject(for: "ci") == "p")
                _ = try await outbox.store(.push("2"))
                _ = try await outbox.store(.push("1", of: "q"))
                #expect(await outbox.nextProject(for: "ci") == "q")
                outbox.giveBack("p", to: "ci", afterSeconds: 0)
                #expect(await outbox.nextProject(for: "ci") == "p")
            }
        }
    }

    @Test("is tried for 72 hours, then parked, and then the next one goes on")
    func parked() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                let first = try await outbox.store(.push("1")).id
                let second = try await outbox.store(.push("2")).id
                var attempts = 0
                let start = fixture.time.now
                while try await outbox.delivery(first, of: "p", maxBodyBytes: 0).delivery.state == .waiting {
                    try await outbox.take("ci", .retry(after: nil))
                    attempts += 1
                    fixture.time.advance(600)
                    outbox.wake()
                }
                #expect(fixture.time.now.timeIntervalSince(start) >= 72 * 3_600)
                #expect(fixture.time.now.timeIntervalSince(start) < 73 * 3_600)
                #expect(attempts > 400)
                let sink = try await outbox.delivery(first, of: "p", maxBodyBytes: 0).sinks[0]
                #expect(sink.state == .parked && sink.attemptCount == attempts && sink.attempts.count == 100)
                #expect(try await outbox.take("ci", .delivered) == [second])
                #expect(outbox.waiting("ci") == 0)
            }
        }
    }

    @Test("is parked at once when the sink refuses it, and the next one goes on")
    func refused() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                let first = try await outbox.store(.push("1")).id
                let second = try await outbox.store(.push("2")).id
                #expect(try await outbox.take("ci", .refused) == [first])
                #expect(try await outbox.take("ci", .delivered) == [second])
                #expect(try await outbox.delivery(first, of: "p", maxBodyBytes: 0).delivery.state == .parked)
            }
        }
    }

    @Test("waits as long as the sink asks for")
    func retryAfter() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                _ = try await outbox.store(.push("1"))
                let other = try await outbox.store(.push("1", of: "q")).id
                try await outbox.take("ci", .retry(after: .seconds(120)))
                fixture.time.advance(119)
                outbox.wake()
                #expect(try await outbox.take("ci", .delivered) == [other])
                async let next = outbox.nextProject(for: "ci")
                fixture.time.advance(1)
                outbox.wake()
                #expect(await next == "p")
            }
        }
    }

    @Test("goes on after a restart, where it was")
    func restart() async throws {
        try await OutboxFixture.with { fixture in
            let ids = try await fixture.opened { outbox in
                var ids: [String] = []
                for number in 0..<3 { ids.append(try await outbox.store(.push("\(number)")).id) }
                try await outbox.take("ci", .delivered)
                try await outbox.take("ci", .retry(after: .seconds(3_600)))
                return ids
            }
            try await fixture.opened { outbox in
                #expect(outbox.depths.map(\.waiting) == [0, 2])
                let taken = try await outbox.take("ci", .delivered, count: 9)
                #expect(taken == [ids[1], ids[2]])
            }
        }
    }

    @Test("for a sink that there is no more is parked when its time is over")
    func removedSink() async throws {
        try await OutboxFixture.with { first in
            let id = try await first.opened { try await $0.store(.push("1", to: ["ci", "bus"])).id }
            var second = first
            second.sinks = ["bus"]
            try await second.opened { outbox in
                try await outbox.take("bus", .delivered)
                try await outbox.keepHouse()
                #expect(try await outbox.delivery(id, of: "p", maxBodyBytes: 0).delivery.state == .waiting)
                first.time.advance(73 * 3_600)
                try await outbox.keepHouse()
                #expect(try await outbox.delivery(id, of: "p", maxBodyBytes: 0).delivery.state == .parked)
            }
        }
    }

    @Test("comes again when somebody asks for it, before what came after it")
    func redelivery() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                let first = try await outbox.store(.push("1")).id
                let second = try await outbox.store(.push("2")).id
                await #expect(throws: OutboxError.stillWaiting) {
                    try await outbox.redeliver(first, of: "p", to: nil)
                }
                try await outbox.take("ci", .refused)
                try await outbox.redeliver(first, of: "p", to: nil)
                #expect(try await outbox.take("ci", .delivered, count: 2) == [first, second])
                // A sink that has never had it gets it too.
                try await outbox.redeliver(first, of: "p", to: "bus")
                #expect(try await outbox.take("bus", .delivered) == [first])
                await #expect(throws: OutboxError.unknownDelivery) {
                    try await outbox.redeliver(first, of: "q", to: nil)
                }
                let kept = try await outbox.store(.push("3", to: [])).id
                await #expect(throws: OutboxError.nothingToSend) {
                    try await outbox.redeliver(kept, of: "p", to: nil)
                }
                let sink = try await outbox.delivery(first, of: "p", maxBodyBytes: 0).sinks.last
                #expect(sink?.attemptCount == 2 && sink?.attempts.count == 2)
            }
        }
    }
}
