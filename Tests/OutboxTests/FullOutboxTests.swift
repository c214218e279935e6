import Foundation
import SQLiteAccess
import Testing

@testable import Outbox

@Suite("An outbox without room", .timeLimit(.minutes(2)))
struct FullOutboxTests {
    private static let small = OutboxConfiguration(maxBytes: OutboxConfiguration.minBytes)

    private static func fill(_ outbox: Outbox, to sinks: [String]) async throws -> [String] {
        var ids: [String] = []
        for number in 0..<1_000 {
            do throws(OutboxError) {
                ids.append(try await outbox.store(.push("\(number)", to: sinks, bodyBytes: 100_000)).id)
            } catch {
                #expect(error == .full)
                return ids
            }
        }
        return ids
    }

    private static func bytes(in directory: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: directory).reduce(0) { sum, name in
            let size = try FileManager.default.attributesOfItem(atPath: directory + "/" + name)[.size] as? Int
            return sum + (size ?? 0)
        }
    }

    @Test("refuses what it can't keep, loses nothing, and takes more once something is delivered")
    func full() async throws {
        try await OutboxFixture.with(configuration: Self.small) { fixture in
            try await fixture.opened { outbox in
                let ids = try await Self.fill(outbox, to: ["ci"])
                #expect(ids.count > 50 && ids.count < 200)
                // As large as it may be, and what is being written.
                #expect(try Self.bytes(in: fixture.directory) < Self.small.maxBytes * 5 / 4)
                #expect(outbox.waiting("ci") == ids.count)
                #expect(try await outbox.take("ci", .delivered, count: 20) == Array(ids.prefix(20)))
                let more = try await outbox.store(.push("more", bodyBytes: 100_000)).id
                // What is delivered went to make room; what waits is all there.
                var waiting: [String] = []
                while outbox.waiting("ci") > 0 {
                    waiting += try await outbox.take("ci", .delivered, count: 9)
                }
                #expect(waiting == Array(ids.dropFirst(20)) + [more])
            }
        }
    }

    @Test("makes room of what is delivered first, the oldest first")
    func room() async throws {
        try await OutboxFixture.with(configuration: Self.small) { fixture in
            try await fixture.opened { outbox in
                var parked: [String] = []
                for number in 0..<5 {
                    parked.append(try await outbox.store(.push("p\(number)", of: "q", bodyBytes: 100_000)).id)
                    try await outbox.take("ci", .refused)
                }
                for number in 0..<400 {
                    _ = try await outbox.store(.push("\(number)", bodyBytes: 100_000))
                    try await outbox.take("ci", .delivered)
                }
                #expect(try await outbox.deliveries(of: "q", limit: 9).deliveries.map(\.id) == parked.reversed())
                #expect(try Self.bytes(in: fixture.directory) < Self.small.maxBytes * 5 / 4)
            }
        }
    }

    @Test("of a full disk refuses deliveries, goes on reading, and takes more when there is room")
    func disk() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                let first = try await outbox.store(.push("first")).id
                // Less than what it has already means: no page more.
                try await outbox.writer.execute("PRAGMA max_page_count = 1")
                var kept = [first]
                var refused = 0
                try await withThrowingTaskGroup(of: String?.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            do throws(OutboxError) {
                                return try await outbox.store(.push("\(number)", bodyBytes: 25_000)).id
                            } catch {
                                #expect(error == .full)
                                return nil
                            }
                        }
                    }
                    for try await id in group {
                        if let id { kept.append(id) } else { refused += 1 }
                    }
                }
                // Rows are small: some fit into the pages that are there.
                #expect(refused >= 30)
                #expect(try await outbox.delivery(first, of: "p", maxBodyBytes: 10).delivery.state == .waiting)
                try await outbox.writer.execute("PRAGMA max_page_count = 1000000")
                #expect(outbox.waiting("ci") == kept.count)
                for number in 0..<100 { _ = try await outbox.store(.push("\(number)", bodyBytes: 25_000)) }
                #expect(outbox.waiting("ci") == 101)
            }
            try await fixture.opened { outbox in #expect(outbox.waiting("ci") == 101) }
        }
    }
}
