import Foundation
import Synchronization
import Testing

@testable import GitAccess

@Suite("Polling refs", .timeLimit(.minutes(5)))
struct RefPollerTests {
    private static let one = RefListing(
        head: nil, refs: [GitRef(name: "refs/heads/main", target: String(repeating: "1", count: 40))])
    private static let two = RefListing(
        head: nil, refs: [GitRef(name: "refs/heads/main", target: String(repeating: "2", count: 40))])
    private static var change: RefChange {
        RefChange(name: "refs/heads/main", before: one.refs[0], after: two.refs[0])
    }

    private static func repository(_ id: String, lastSeen: RefListing? = nil) throws -> PolledRepository {
        PolledRepository(
            id: id, remote: try GitRemote(cloneURL: "https://git.example.com/\(id)"), interval: .seconds(60),
            lastSeen: lastSeen)
    }

    /// A poller whose looks give these answers one after the other, then the last one again and again.
    private static func withPoller(
        _ answers: [Result<RefListing, GitError>], _ repositories: [PolledRepository],
        _ body: (RefPoller<ManualClock>, ManualClock, AsyncStream<RefPoll>) async throws -> Void
    ) async throws {
        let clock = ManualClock()
        let left = Mutex(answers)
        let (reports, continuation) = AsyncStream.makeStream(of: RefPoll.self)
        let poller = RefPoller(
            maxConcurrent: 4, clock: clock, random: { 0.5 },
            look: { _ throws(GitError) in
                try left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }.get()
            }, report: { continuation.yield($0) })
        for repository in repositories { await poller.add(repository) }
        let task = Task { await poller.run() }
        try await body(poller, clock, reports)
        task.cancel()
        await task.value
    }

    @Test("the first look says what there is, the next ones only what changed")
    func changes() async throws {
        try await Self.withPoller(
            [.success(Self.one), .success(Self.one), .success(Self.two)], [try Self.repository("a")]
        ) { _, clock, reports in
            #expect(await clock.sleeper() == .seconds(30))
            clock.advance(to: .seconds(30))
            #expect(await reports.nextOne()?.outcome == .first(Self.one))
            #expect(await clock.sleeper() == .seconds(90))
            clock.advance(to: .seconds(90))
            // Nothing new, nothing to tell.
            #expect(await clock.sleeper() == .seconds(150))
            clock.advance(to: .seconds(150))
            #expect(await reports.nextOne()?.outcome == .changed([Self.change], Self.two))
        }
    }

    @Test("what changed while nobody looked is told, when it is known what was seen last")
    func restart() async throws {
        try await Self.withPoller([.success(Self.two)], [try Self.repository("a", lastSeen: Self.one)]) {
            _, clock, reports in
            #expect(await clock.sleeper() == .seconds(30))
            clock.advance(to: .seconds(30))
            #expect(await reports.nextOne()?.outcome == .changed([Self.change], Self.two))
        }
    }

    @Test("looks that fail come later and later, and at the old pace once one succeeds")
    func backOff() async throws {
        let broken = Result<RefListing, GitError>.failure(.timedOut)
        try await Self.withPoller(
            [broken, broken, .success(Self.one), .success(Self.two)], [try Self.repository("a")]
        ) { _, clock, reports in
            for time in [30, 150] {
                #expect(await clock.sleeper() == .seconds(time))
                clock.advance(to: .seconds(time))
                #expect(await reports.nextOne()?.outcome == .failed(.timedOut))
            }
            #expect(await clock.sleeper() == .seconds(390))
            clock.advance(to: .seconds(390))
            #expect(await reports.nextOne()?.outcome == .first(Self.one))
            #expect(await clock.sleeper() == .seconds(450))
        }
    }

    @Test("so many are looked at at once and no more, and all of them come round")
    func concurrency() async throws {
        let clock = ManualClock()
        let now = Mutex((running: 0, most: 0))
        let (reports, continuation) = AsyncStream.makeStream(of: RefPoll.self)
        let poller = RefPoller(
            maxConcurrent: 3, clock: clock, random: { 0 },
            look: { _ throws(GitError) in
                now.withLock {
                    $0.running += 1
                    $0.most = max($0.most, $0.running)
                }
                await Task.yield()
                now.withLock { $0.running -= 1 }
                return Self.one
            }, report: { continuation.yield($0) })
        for number in 0..<50 { await poller.add(try Self.repository("r\(number)")) }
        let task = Task { await poller.run() }
        var seen: Set<String> = []
        for await report in reports {
            seen.insert(report.repository)
            if seen.count == 50 { break }
        }
        #expect(now.withLock { $0.most } <= 3)
        task.cancel()
        await task.value
    }

    @Test("what is removed is looked at no more")
    func removal() async throws {
        try await Self.withPoller([.success(Self.one)], [try Self.repository("a"), try Self.repository("b")]) {
            poller, clock, reports in
            await poller.remove("a")
            #expect(await clock.sleeper() == .seconds(30))
            clock.advance(to: .seconds(30))
            #expect(await reports.nextOne()?.repository == "b")
            #expect(await clock.sleeper() == .seconds(90))
        }
    }
}

extension AsyncStream {
    fileprivate func nextOne() async -> Element? {
        for await element in self { return element }
        return nil
    }
}
