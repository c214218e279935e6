import Synchronization

/// How many bytes of bodies are in memory at once that nobody has proven to be genuine yet.
final class BodyBudget: Sendable {
    private let used = Mutex(0)
    private let limit: Int

    /// - Parameter limit: The most bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes bytes; false when there are not so many left.
    func take(_ count: Int) -> Bool {
        used.withLock { used in
            guard used + count <= limit else { return false }
            used += count
            return true
        }
    }

    func giveBack(_ count: Int) {
        used.withLock { $0 -= count }
    }
}
