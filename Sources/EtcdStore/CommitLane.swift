import ConfigStore
import EtcdAccess
import Synchronization

/// Commits on their way to etcd: one that finds nobody before it goes at once, and what comes meanwhile goes together.
final class CommitLane: Sendable {
    struct Waiting: Sendable {
        let commit: PlannedCommit
        let deadline: ContinuousClock.Instant?
        let continuation: CheckedContinuation<CommitAttempt, any Error>
    }

    private struct State {
        var isBusy = false
        var isClosed = false
        var waiting: [Waiting] = []
    }

    private let state = Mutex(State())
    private let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    /// The most commits that wait at once; more are refused.
    private static let maxWaiting = 4_096
    private static let pause = Duration.microseconds(250)
    private static let maxPauses = 4

    /// Begins a commit that nobody is before.
    ///
    /// - Returns: Whether there is nobody. `leave` is to be called then.
    func enter() -> Bool {
        state.withLock { state in
            if state.isBusy || state.isClosed { return false }
            state.isBusy = true
            return true
        }
    }

    /// Lets go what came meanwhile.
    func leave() {
        let isAwaited = state.withLock { state in
            // Those who wait keep it busy.
            state.isBusy = !state.waiting.isEmpty
            return state.isBusy
        }
        if isAwaited { signal.yield() }
    }

    /// Waits until those before are through and others have sent this commit too.
    func wait(_ commit: PlannedCommit, deadline: ContinuousClock.Instant?) async throws -> CommitAttempt {
        try await withCheckedThrowingContinuation { continuation in
            let (refusal, isFree): (StoreError?, Bool) = state.withLock { state in
                if state.isClosed { return (.closed, false) }
                if state.waiting.count >= Self.maxWaiting {
                    return (.unavailable("too many writes are waiting"), false)
                }
                state.waiting.append(Waiting(commit: commit, deadline: deadline, continuation: continuation))
                defer { state.isBusy = true }
                return (nil, !state.isBusy)
            }
            if let refusal { return continuation.resume(throwing: refusal) }
            if isFree { signal.yield() }
        }
    }

    /// Calls `body` with the commits that wait, as many as go together, until it is closed.
    func run(_ body: ([Waiting], EtcdTransaction) async -> Void) async {
        for await _ in signals {
            while let (waiting, transaction) = next() {
                await body(waiting, transaction)
                if waiting.count > 1 { await gather(with: waiting.count) }
            }
        }
        close()
    }

    /// Waits a moment for those of a group of several to come again, together with who came meanwhile: a transaction costs
    /// etcd and all instances more than what is in it.
    private func gather(with count: Int) async {
        let expected = count + state.withLock { $0.waiting.count }
        for _ in 0..<Self.maxPauses where state.withLock({ $0.waiting.count < expected }) {
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// The next ones; those that don't go with them keep their places.
    private func next() -> ([Waiting], EtcdTransaction)? {
        state.withLock { state in
            if state.waiting.isEmpty {
                state.isBusy = false
                return nil
            }
            var group = CommitGroup()
            var taken: [Waiting] = []
            var left: [Waiting] = []
            for waiting in state.waiting {
                if group.add(waiting.commit) { taken.append(waiting) } else { left.append(waiting) }
            }
            state.waiting = left
            return (taken, group.transaction)
        }
    }

    private func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiting in left { waiting.continuation.resume(throwing: StoreError.closed) }
    }
}

/// What came of sending a commit.
enum CommitAttempt: Sendable {
    case committed(Int)
    /// Something was not as it should be; the replica has what it was.
    case refused
}
