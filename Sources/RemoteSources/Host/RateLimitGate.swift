import Synchronization

/// Keeps requests from a forge that has asked to wait, credential by credential: whoever asks on makes it longer.
final class RateLimitGate: Sendable {
    private static let maxEntries = 10_000

    private let closed = Mutex<[CredentialKey: Double]>([:])

    /// Until when a credential is not to be used, in seconds since 1970; nil when it may be.
    func until(_ key: CredentialKey?, now: Double) -> Double? {
        guard let key else { return nil }
        return closed.withLock { closed in
            guard let until = closed[key] else { return nil }
            guard until > now else {
                closed[key] = nil
                return nil
            }
            return until
        }
    }

    /// Notes until when the forge asked to wait; without a time it is the caller's to come back later.
    func close(_ key: CredentialKey?, until: Double?, now: Double) {
        guard let key, let until else { return }
        closed.withLock { closed in
            if closed.count >= Self.maxEntries {
                closed = closed.filter { $0.value > now }
                // Forges in great numbers, or one that many people are kept from: those that open next are forgotten.
                if closed.count >= Self.maxEntries, let next = closed.min(by: { $0.value < $1.value }) {
                    closed[next.key] = nil
                }
            }
            closed[key] = until
        }
    }

    /// Notes that the forge answers again.
    func open(_ key: CredentialKey?) {
        guard let key else { return }
        closed.withLock { $0[key] = nil }
    }
}
