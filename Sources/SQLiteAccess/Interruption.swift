import Synchronization

/// Whether what a connection is doing should stop: asked from SQLite every few thousand steps, told from any thread.
package final class Interruption: Sendable {
    private struct State {
        var isCancelled = false
        var deadline: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// Starts a piece of work that may take until `deadline`.
    package func begin(deadline: ContinuousClock.Instant?) {
        state.withLock { $0 = State(deadline: deadline) }
    }

    package func end() {
        state.withLock { $0 = State() }
    }

    package func cancel() {
        state.withLock { $0.isCancelled = true }
    }

    var shouldStop: Bool {
        state.withLock { state in
            state.isCancelled || state.deadline.map { ContinuousClock.now >= $0 } == true
        }
    }

    var reason: SQLiteError {
        state.withLock { $0.isCancelled ? .cancelled : .timedOut }
    }
}
