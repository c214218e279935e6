import Synchronization

/// Whether a process is about to stop. From then on its services say that they are not ready, and ask clients to come back on
/// another connection; what has come all the same is still answered.
package final class Draining: Sendable {
    private let flag = Atomic(false)

    package init() {}

    package var hasBegun: Bool { flag.load(ordering: .relaxed) }

    package func begin() { flag.store(true, ordering: .relaxed) }

    /// - Throws: `ServiceError` 503 `draining` once it has begun.
    package func requireNotBegun() throws(ServiceError) {
        guard !hasBegun else {
            throw ServiceError(
                .unavailable, code: "draining", "this process is about to stop: ask another one", retryAfterSeconds: 5)
        }
    }
}
