import Foundation
import Outbox
import Testing

@Suite("The queue of commit statuses")
struct StatusQueueTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)

    private static func with(
        kept: Int = 1_000, waiting: Int = 100_000, _ body: (StatusQueue, String) async throws -> Void
    ) async throws {
        let directory = NSTemporaryDirectory() + "statuses-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let queue = try StatusQueue(directory: directory, keptPerProject: kept, maxWaiting: waiting)
        try await body(queue, directory)
        await queue.close()
    }

    private static func status(_ number: Int, context: String = "ci", source: String = "s1") -> QueuedStatus {
        QueuedStatus(
            id: String(format: "%04d", number), projectID: "p", remoteSourceID: source,
            sha: String(repeating: "a", count: 40), context: context, state: "success",
            creationTime: start.addingTimeInterval(Double(number)))
    }

    private static func outcomes(_ queue: StatusQueue) async throws -> [String] {
        try await queue.page(of: "p", after: nil, limit: 100, ascending: true).map { "\($0.id) \($0.outcome)" }
    }

    @Test("one of a commit and context waits, the newest; what reached the forge was sent all the same")
    func replaces() async throws {
        try await Self.with { queue, _ in
            for number in 1...3 { try await queue.add(Self.status(number)) }
            try await queue.add(Self.status(4, context: "other"))
            #expect(
                try await Self.outcomes(queue) == [
                    "0001 replaced", "0002 replaced", "0003 waiting", "0004 waiting",
                ])
            try await queue.markSent("0002", at: Self.start)
            try await queue.markFailed("0001", error: "late", at: Self.start)
            try await queue.retry("0001", error: "late", at: Self.start, counts: true)
            #expect(
                try await Self.outcomes(queue) == ["0001 replaced", "0002 sent", "0003 waiting", "0004 waiting"])
        }
    }

    @Test("hands out what is due, by remote source")
    func due() async throws {
        try await Self.with { queue, _ in
            try await queue.add(Self.status(1, context: "a"))
            try await queue.add(Self.status(2, context: "b", source: "s2"))
            try await queue.add(Self.status(3, context: "c"))
            let time = Self.start.addingTimeInterval(2)
            #expect(try await queue.sources(due: time).sorted() == ["s1", "s2"])
            #expect(try await queue.due("s1", at: time, limit: 9).map(\.id) == ["0001"])
            try await queue.retry("0001", error: "slow down", at: time.addingTimeInterval(60), counts: false)
            #expect(try await queue.sources(due: time) == ["s2"])
            let later = try await queue.due("s1", at: time.addingTimeInterval(60), limit: 9)
            #expect(later.map(\.id) == ["0003", "0001"] && later[1].error == "slow down" && later[1].attempts == 0)
        }
    }

    @Test("everything is there after it was opened again, for one process at a time")
    func reopened() async throws {
        try await Self.with { queue, directory in
            try await queue.add(Self.status(1))
            try await queue.follow(FollowedRun(id: "r1", projectID: "p", creationTime: Self.start))
            #expect(throws: OutboxError.self) { try StatusQueue(directory: directory) }
            await queue.close()
            let again = try StatusQueue(directory: directory)
            let found = try #require(try await again.find("0001"))
            #expect(found == Self.status(1))
            #expect(try await again.followedRuns(due: Self.start, limit: 9).map(\.id) == ["r1"])
            try await again.markReported("r1", "running", nextTime: Self.start.addingTimeInterval(5))
            try await again.follow(FollowedRun(id: "r1", projectID: "p", creationTime: Self.start))
            #expect(try await again.followedRuns(due: Self.start, limit: 9).isEmpty)
            let next = try await again.followedRuns(due: Self.start.addingTimeInterval(5), limit: 9)
            #expect(next.map(\.reported) == ["running"])
            try await again.unfollow("r1")
            #expect(try await again.followedRuns(due: .distantFuture, limit: 9).isEmpty)
            await again.close()
        }
    }

    @Test("is bounded: what is too much is refused, what is old is forgotten")
    func bounds() async throws {
        try await Self.with(kept: 3, waiting: 2) { queue, _ in
            try await queue.add(Self.status(1, context: "a"))
            try await queue.add(Self.status(2, context: "b"))
            await #expect(throws: OutboxError.full) { try await queue.add(Self.status(3, context: "c")) }
            for number in 1...2 { try await queue.markSent("000\(number)", at: Self.start) }
            for number in 4...6 {
                try await queue.add(Self.status(number, context: "c"))
                try await queue.markSent("000\(number)", at: Self.start.addingTimeInterval(9))
            }
            #expect(try await Self.outcomes(queue) == ["0004 sent", "0005 sent", "0006 sent"])
            try await queue.prune(before: Self.start.addingTimeInterval(9))
            #expect(try await Self.outcomes(queue).count == 3)
            try await queue.prune(before: Self.start.addingTimeInterval(10))
            #expect(try await Self.outcomes(queue).isEmpty)
        }
    }
}
