import Synchronization

/// A bounded memory of what was made from keys that say everything about it, so that nothing in it is ever out of date.
///
/// Two generations bound it: when the young one is full it becomes the old one, and what nobody asked for is gone.
package final class Remembered<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var young: [Key: Value] = [:]
        var old: [Key: Value] = [:]

        mutating func insert(_ value: Value, for key: Key, limit: Int) {
            if young.count >= limit {
                old = young
                young = [:]
            }
            young[key] = value
        }
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: How many values a generation has.
    package init(limit: Int) {
        self.limit = limit
    }

    /// The value for a key, when it is known.
    package func find(_ key: Key) -> Value? {
        state.withLock { state in
            if let value = state.young[key] { return value }
            guard let value = state.old[key] else { return nil }
            state.insert(value, for: key, limit: limit)
            return value
        }
    }

    /// Forgets everything.
    package func forget() {
        state.withLock { $0 = State() }
    }

    /// Keeps a value.
    package func keep(_ value: Value, for key: Key) {
        state.withLock { $0.insert(value, for: key, limit: limit) }
    }
}
