import Outbox
import Synchronization

/// What is being sent: a few at a time to each remote source, and one of each commit and context.
final class StatusLanes: Sendable {
    /// How many statuses are sent to a remote source at once.
    static let width = 4

    private struct State {
        var counts: [String: Int] = [:]
        var keys: Set<QueuedStatus.Key> = []
    }

    private let state = Mutex(State())

    /// How many rows it takes to find all that can begin: those that are being sent are still among what is due.
    static let lookAhead = 3 * width

    /// - Returns: Whether it may be sent now; then it is, until `leave`.
    func enter(_ status: QueuedStatus) -> Bool {
        state.withLock { state in
            let count = state.counts[status.remoteSourceID, default: 0]
            guard count < Self.width, state.keys.insert(status.key).inserted else { return false }
            state.counts[status.remoteSourceID] = count + 1
            return true
        }
    }

    func leave(_ status: QueuedStatus) {
        state.withLock { state in
            state.keys.remove(status.key)
            let count = state.counts[status.remoteSourceID, default: 1] - 1
            state.counts[status.remoteSourceID] = count == 0 ? nil : count
        }
    }
}
