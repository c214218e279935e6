import Glibc
import NIOPosix
import ServiceKit
import Synchronization

/// One thread that writes: whatever waits when it comes round is committed together, with one sync for all.
final class GroupCommitter: Sendable {
    private struct Waiting {
        let transaction: Transaction
        let continuation: CheckedContinuation<Int, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isDraining = false
        /// How many transactions were committed since the store was opened.
        var committed = 0
        var isClosed = false
    }

    /// Only the one thread of `thread` uses the writer.
    private struct Confined: @unchecked Sendable {
        let writer: SQLiteWriter
    }

    /// The most transactions that wait at once; more are refused.
    private static let maxWaiting = 4_096
    /// The most transactions in one commit, so that the first of them does not wait for ever.
    private static let maxGroup = 256

    /// After a group of several, how long the next one may gather: those who were answered come back, and a sync for
    /// all of them costs what one for the first does. A single client never waits.
    private static let pauseMicroseconds: UInt32 = 100

    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let confined: Confined
    private let hot: HotRecords
    private let state = Mutex(State())

    init(writer: SQLiteWriter, hot: HotRecords) {
        confined = Confined(writer: writer)
        self.hot = hot
        thread.start()
    }

    /// Lets what waits be written, then ends the thread.
    func close() async {
        state.withLock { $0.isClosed = true }
        // The pool has one thread: this runs behind the drain that may be under way.
        _ = try? await thread.runIfActive {}
        try? await thread.shutdownGracefully()
    }

    /// - Returns: How many transactions were committed by then, this one included.
    @discardableResult
    func commit(_ transaction: Transaction) async throws -> Int {
        if let deadline = RequestDeadline.current, ContinuousClock.now >= deadline { throw StoreError.timedOut }
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int, any Error>) in
            let refusal: StoreError? = state.withLock { state in
                if state.isClosed { return .closed }
                if state.waiting.count >= Self.maxWaiting { return .unavailable("too many writes are waiting") }
                state.waiting.append(Waiting(transaction: transaction, continuation: continuation))
                if !state.isDraining {
                    state.isDraining = true
                    thread.submit { _ in self.drain() }
                }
                return nil
            }
            if let refusal { continuation.resume(throwing: refusal) }
        }
    }

    /// Runs a pragma on the connection that writes, between two groups.
    func execute(_ pragma: String) async throws {
        try await thread.runIfActive { [confined] in try confined.writer.connection.execute(pragma) }
    }

    private func numbered(_ outcomes: [Result<Void, any Error>]) -> [Result<Int, any Error>] {
        state.withLock { state in
            outcomes.map { outcome in
                outcome.map {
                    state.committed += 1
                    return state.committed
                }
            }
        }
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
            let transactions = group.map(\.transaction)
            hot.beginCommit(transactions)
            let outcomes = confined.writer.apply(transactions)
            hot.endCommit(transactions)
            let numbers = numbered(outcomes)
            for (waiting, number) in zip(group, numbers) { waiting.continuation.resume(with: number) }
        }
    }
}
