import ServiceKit
import Synchronization

/// A number that grows, and those who wait for it to be so large.
package final class RevisionProgress: Sendable {
    private struct Waiting {
        let revision: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var revision: Int
        var isClosed = false
        var last = 0
        var waiting: [Int: Waiting] = [:]
        /// Those who were cancelled before they began to wait.
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>
    private let onWait: @Sendable () -> Void

    /// - Parameter onWait: Called when somebody has begun to wait.
    package init(_ revision: Int, onWait: @escaping @Sendable () -> Void = {}) {
        state = Mutex(State(revision: revision))
        self.onWait = onWait
    }

    package var revision: Int { state.withLock { $0.revision } }

    /// Whether somebody waits who would not have to if it were so large.
    package func isAwaited(upTo revision: Int) -> Bool {
        state.withLock { state in state.waiting.contains { $0.value.revision <= revision } }
    }

    /// Says that a revision is there; a smaller one than was said before changes nothing.
    package func advance(to revision: Int) { advance { max($0, revision) } }

    /// Says that the next one is there.
    func advance() { advance { $0 + 1 } }

    private func advance(_ next: (Int) -> Int) {
        let reached = state.withLock { state in
            state.revision = next(state.revision)
            // Mostly nobody waits.
            if state.waiting.isEmpty { return [Waiting]() }
            let reached = state.waiting.filter { $0.value.revision <= state.revision }
            for number in reached.keys { state.waiting[number] = nil }
            return Array(reached.values)
        }
        for waiting in reached { waiting.continuation.resume() }
    }

    /// Ends all waiting with `StoreError.closed`.
    package func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for waiting in left { waiting.continuation.resume(throwing: StoreError.closed) }
    }

    /// Waits until a revision is there, until the request's deadline.
    package func wait(for revision: Int) async throws {
        if self.revision >= revision { return }
        guard let deadline = RequestDeadline.current else { return try await waitWithoutLimit(for: revision) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.waitWithoutLimit(for: revision) }
            group.addTask {
                do {
                    try await Task.sleep(until: deadline)
                } catch {
                    throw StoreError.cancelled
                }
                throw StoreError.timedOut
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Waits until a revision is there, however long that takes.
    func waitWithoutLimit(for revision: Int) async throws {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return .failure(StoreError.cancelled) }
                    if state.isClosed { return .failure(StoreError.closed) }
                    if state.revision >= revision { return .success(()) }
                    state.waiting[number] = Waiting(revision: revision, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) } else { onWait() }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                guard let waiting = state.waiting.removeValue(forKey: number) else {
                    state.cancelled.insert(number)
                    return nil as Waiting?
                }
                return waiting
            }
            waiting?.continuation.resume(throwing: StoreError.cancelled)
        }
        // Cancelled after it was reached: the number is not waited with again.
        state.withLock { _ = $0.cancelled.remove(number) }
    }
}
