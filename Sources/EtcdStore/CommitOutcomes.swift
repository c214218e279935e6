import EtcdAccess
import Synchronization

/// What became of commits whose answers were lost: what is sent writes a mark of its own, which the watch tells.
final class CommitOutcomes: Sendable {
    /// What the watch told of a mark.
    struct Seen: Sendable {
        let revision: Int
        /// What was told with it, of this revision and maybe of others.
        let events: [EtcdWatchEvent]

        /// Whether one of these keys was written or deleted with the mark.
        func tells(_ keys: [[UInt8]]) -> Bool {
            let keys = Set(keys)
            return events.contains { $0.revision == revision && keys.contains($0.key) }
        }
    }

    private struct State {
        var last = 0
        /// Of each mark that is under way, what was seen of it.
        var pending: [String: Seen?] = [:]
    }

    private let instance: String
    private let state = Mutex(State())

    /// - Parameter instance: A text that no other instance has.
    init(instance: String) {
        self.instance = instance
    }

    /// A mark for what is about to be sent.
    func begin() -> String {
        state.withLock { state in
            state.last += 1
            let mark = "\(instance)/\(state.last)"
            state.pending[mark] = .some(nil)
            return mark
        }
    }

    func end(_ mark: String) {
        state.withLock { state in state.pending[mark] = nil }
    }

    /// Notes what the watch told.
    func note(_ mark: String, _ seen: Seen) {
        state.withLock { state in
            if state.pending[mark] != nil { state.pending[mark] = .some(seen) }
        }
    }

    /// What the watch has told of a mark.
    func seen(_ mark: String) -> Seen? { state.withLock { $0.pending[mark] ?? nil } }
}
