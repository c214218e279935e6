import Glibc
package import Instruments
import NIOPosix
import Synchronization

/// One thread that writes: whatever waits when it comes round is committed together, with one sync for all.
package final class GroupCommitter<Change: Sendable, Outcome: Sendable>: Sendable {
    private struct Waiting {
        let change: Change
        let continuation: CheckedContinuation<Outcome, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isDraining = false
        var isClosed = false
    }

    /// Only the one thread of `thread` uses what writes.
    private struct Confined: @unchecked Sendable {
        let connection: SQLiteConnection
        let apply: ([Change]) -> [Result<Outcome, any Error>]
    }

    /// The most changes that wait at once; more are refused.
    private static var maxWaiting: Int { 4_096 }
    /// The most changes in one commit, so that the first of them does not wait for ever.
    private static var maxGroup: Int { 256 }

    /// After a group of several, how long the next one may gather: those who were answered come back, and a sync for
    /// all of them costs what one for the first does. A single client never waits.
    private static var pauseMicroseconds: UInt32 { 100 }

    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let confined: Confined
    private let state = Mutex(State())
    private let instruments = CommitInstruments()

    /// - Parameters:
    ///   - connection: The one that writes; nothing else uses it from now on.
    ///   - apply: Applies several changes in one transaction, on the thread that writes, and says of each how it went.
    package init(connection: SQLiteConnection, apply: @escaping ([Change]) -> [Result<Outcome, any Error>]) {
        confined = Confined(connection: connection, apply: apply)
        thread.start()
    }

    /// Where nobody closed it, its thread ends all the same.
    deinit {
        thread.shutdownGracefully { _ in }
    }

    /// Lets what waits be written, then ends the thread.
    package func close() async {
        state.withLock { $0.isClosed = true }
        // The pool has one thread: this runs behind the drain that may be under way.
        _ = try? await thread.runIfActive {}
        try? await thread.shutdownGracefully()
    }

    /// - Parameters:
    ///   - change: What to write.
    ///   - deadline: After which it is not begun.
    /// - Returns: Once it is durable, what `apply` said of it.
    /// - Throws: `SQLiteError`, and what `apply` said of it.
    @discardableResult
    package func commit(_ change: Change, deadline: ContinuousClock.Instant? = nil) async throws -> Outcome {
        if let deadline, ContinuousClock.now >= deadline { throw SQLiteError.timedOut }
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Outcome, any Error>) in
            let refusal: SQLiteError? = state.withLock { state in
                if state.isClosed { return .closed }
                if state.waiting.count >= Self.maxWaiting { return .unavailable("too many writes are waiting") }
                state.waiting.append(Waiting(change: change, continuation: continuation))
                if !state.isDraining {
                    state.isDraining = true
                    thread.submit { _ in self.drain() }
                }
                return nil
            }
            if let refusal { continuation.resume(throwing: refusal) }
        }
    }

    /// Does something on the thread that writes, between two groups.
    package func run<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection) throws -> Value
    ) async throws -> Value {
        do {
            return try await thread.runIfActive { [confined] in try body(confined.connection) }
        } catch is NIOThreadPoolError.ThreadPoolInactive {
            throw SQLiteError.closed
        }
    }

    /// Runs a pragma on the connection that writes, between two groups.
    package func execute(_ pragma: String) async throws {
        try await run { try $0.execute(pragma) }
    }

    /// What it has counted.
    ///
    /// - Parameter database: What the database is called there.
    package func metrics(database: String) -> [Metric] {
        instruments.metrics(database: database, waiting: state.withLock { $0.waiting.count })
    }

    private func drain() {
        var last = 1
        while true {
            if last > 1, state.withLock({ $0.waiting.count < last }) { usleep(Self.pauseMicroseconds) }
            let group = state.withLock { state in
                let group = Array(state.waiting.prefix(Self.maxGroup))
                state.waiting.removeFirst(group.count)
                if group.isEmpty { state.isDraining = false }
                return group
            }
            if group.isEmpty { return }
            last = group.count
            let start = ContinuousClock.now
            let outcomes = confined.apply(group.map(\.change))
            instruments.count(group.count, took: start.duration(to: .now))
            for (waiting, outcome) in zip(group, outcomes) {
                waiting.continuation.resume(with: outcome)
            }
        }
    }
}
