import Synchronization

/// What became of commits whose answers were lost: each commit writes a mark of its own, which the watch tells.
final class CommitOutcomes: Sendable {
    private struct State {
        var last = 0
        /// The revision of each commit that is under way, once it was seen.
        var pending: [String: Int?] = [:]
    }

    private let instance: String
    private let state = Mutex(State())

    /// - Parameter instance: A text that no other instance has.
    init(instance: String) {
        self.instance = instance
    }

    /// Begins a commit.
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
    func note(_ mark: String, revision: Int) {
        state.withLock { state in
            if state.pending[mark] != nil { state.pending[mark] = .some(revision) }
        }
    }

    /// The revision of a commit that the watch has told.
    func revision(of mark: String) -> Int? { state.withLock { $0.pending[mark] ?? nil } }
}
