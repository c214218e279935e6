import Foundation
import SQLiteAccess
import ServiceTesting
import Testing

@testable import Outbox

@Suite("What is large of deliveries", .timeLimit(.minutes(2)))
struct ContentTests {
    /// What no other delivery has.
    private static func bytes(_ number: Int, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number &* 7 &+ $0 >> 8) }
    }

    private static func push(_ number: Int, bodyBytes: Int, eventBytes: Int = 2) -> NewDelivery {
        var push = NewDelivery.push("\(number)")
        push.body = bytes(number, count: bodyBytes)
        push.event = bytes(-number, count: eventBytes)
        return push
    }

    @Test("is each delivery's own, however often the room of others is taken again")
    func reused() async throws {
        let small = OutboxConfiguration(maxBytes: OutboxConfiguration.minBytes)
        try await OutboxFixture.with(configuration: small) { fixture in
            // Sizes that leave pieces behind which the next one does not fit into.
            let size: (Int) -> Int = { 1_000 + $0 * 7_919 % 190_000 }
            try await fixture.opened { outbox in
                for number in 0..<500 {
                    _ = try await outbox.store(Self.push(number, bodyBytes: size(number), eventBytes: number))
                    try await outbox.take("ci", .delivered)
                }
            }
            try await fixture.opened { outbox in
                let kept = try await outbox.deliveries(of: "p", limit: 1_000).deliveries
                #expect(kept.count > 50 && kept.count < 250)
                for delivery in kept {
                    let number = try #require(Int(delivery.forgeID))
                    let found = try await outbox.delivery(delivery.id, of: "p", maxBodyBytes: .max)
                    #expect(found.body == Self.bytes(number, count: size(number)))
                    #expect(found.event == Self.bytes(-number, count: number))
                    #expect(found.headers == ["x-event": "push"])
                }
            }
        }
    }

    @Test("is kept whole when it is larger than what is written at once", arguments: [1_048_576, 1_048_577, 3_500_000])
    func large(bodyBytes: Int) async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                // Ends within a block, so that each begins elsewhere in what is written.
                for number in 0..<3 {
                    let id = try await outbox.store(Self.push(number, bodyBytes: bodyBytes, eventBytes: 70_001)).id
                    let found = try await outbox.delivery(id, of: "p", maxBodyBytes: .max)
                    #expect(found.body == Self.bytes(number, count: bodyBytes))
                    #expect(found.event == Self.bytes(-number, count: 70_001))
                }
            }
        }
    }

    @Test("comes to a sink in order, whether it is still in memory or not")
    func overflowing() async throws {
        try await OutboxFixture.with(sinks: ["ci"]) { fixture in
            try await fixture.opened { outbox in
                for number in 0..<30 {
                    _ = try await outbox.store(Self.push(number, bodyBytes: 10, eventBytes: 1_000_000))
                }
                var next = 0
                while outbox.waiting("ci") > 0 {
                    let project = try #require(await outbox.nextProject(for: "ci"))
                    let queued = try await outbox.queued(project, for: "ci")
                    for delivery in queued {
                        #expect(delivery.event == Self.bytes(-next, count: 1_000_000))
                        next += 1
                    }
                    try await outbox.finish(queued.map(Self.delivered), of: project, at: "ci")
                }
                #expect(next == 30)
            }
        }
    }

    @Test("of an older version is where it was")
    func older() async throws {
        try await OutboxFixture.with { fixture in
            try FileManager.default.createDirectory(atPath: fixture.directory, withIntermediateDirectories: true)
            let first = SQLiteSchema(steps: Array(SQLiteSchema.outbox.steps.prefix(1)))
            try first.open(fixture.directory + "/outbox.db", checkpointPages: 100).execute(
                """
                INSERT INTO delivery VALUES (
                    1, 'old', 'p', 'source', 'f', NULL, 'org/acme/p', 1000, 'accepted', '', 'push', 0, 0, 4, 2);
                INSERT INTO content VALUES (1, CAST('{}' AS BLOB), CAST('{"a":"b"}' AS BLOB), CAST('body' AS BLOB));
                INSERT INTO dispatch VALUES (1, 'ci', 'p', 0, 0, 1000);
                """)
            try await fixture.opened { outbox in
                let found = try await outbox.delivery("old", of: "p", maxBodyBytes: 9)
                #expect(found.body == Array("body".utf8) && found.headers == ["a": "b"])
                let new = try await outbox.store(.push("new")).id
                let queued = try await outbox.queued("p", for: "ci")
                #expect(queued.map(\.id) == ["old", new] && queued.allSatisfy { $0.event == Array("{}".utf8) })
                try await outbox.take("ci", .delivered, count: 2)
                #expect(try await outbox.events(of: "p", since: Date(timeIntervalSince1970: 0)).count == 2)
                fixture.time.advance(90 * 86_400)
                try await outbox.keepHouse()
                #expect(try await outbox.deliveries(of: "p", limit: 9).deliveries.isEmpty)
            }
        }
    }

    @Test("is refused when the disk has no room for it, and nothing else is written then")
    func disk() async throws {
        try await OutboxFixture.with { fixture in
            try FileManager.default.createDirectory(atPath: fixture.directory, withIntermediateDirectories: true)
            let path = fixture.directory + "/content"
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/full")
            try await fixture.opened { outbox in
                await #expect(throws: OutboxError.full) { _ = try await outbox.store(.push("1")) }
                #expect(outbox.waiting("ci") == 0)
            }
            try FileManager.default.removeItem(atPath: path)
            try await fixture.opened { outbox in
                #expect(outbox.waiting("ci") == 0)
                let id = try await outbox.store(Self.push(2, bodyBytes: 50_000)).id
                let found = try await outbox.delivery(id, of: "p", maxBodyBytes: .max)
                #expect(found.body == Self.bytes(2, count: 50_000))
            }
        }
    }

    private static func delivered(_ delivery: QueuedDelivery) -> FinishedAttempt {
        FinishedAttempt(
            delivery: delivery,
            attempt: DeliveryAttempt(time: delivery.receivedTime, durationMilliseconds: 1, status: nil, failure: nil),
            outcome: .delivered)
    }
}
