import Logging
import ServiceKit
import Synchronization

/// Keeps an instance's keyring like its file, and like what the store says of it: another instance may have let a key seal
/// that was given to all of them.
struct KeyringFollower: Sendable {
    let holder: KeyringHolder
    private let store: any DataStore
    private let logger: Logger
    /// What was said last of what is wrong: once is enough.
    private let problem = Problem()

    private final class Problem: Sendable {
        let text = Mutex("")
    }

    init(_ holder: KeyringHolder, store: any DataStore, logger: Logger) {
        self.holder = holder
        self.store = store
        self.logger = logger
    }

    /// Looks at the file and at the store.
    ///
    /// - Throws: `KeyringError`, `StoreError`.
    func follow() async throws {
        let state = try await store.record(KeyringStateRecord.key).map(Stored<KeyringStateRecord>.init)?.value
        try await holder.reload(state)
    }

    /// The ids of the keys that this instance has, once it has looked; what is wrong is in the log.
    func keyIDs() async -> [String] {
        var text = ""
        do {
            try await follow()
        } catch is CancellationError {
            return holder.current.keyIDs
        } catch {
            text = "\(error)"
        }
        let isNew = problem.text.withLock { known in
            defer { known = text }
            return known != text
        }
        if isNew, !text.isEmpty { logger.error("the keyring stays as it was", metadata: ["error": .string(text)]) }
        return holder.current.keyIDs
    }

    /// Called before an action runs again whose guard has failed: when the keyring was what has changed, it is sealed with
    /// the key that seals by now.
    ///
    /// - Throws: `ServiceError` 503 `storeUnavailable` when this instance does not have that key.
    func follow(after failure: GuardFailure) async throws {
        guard failure == .changed(KeyringStateRecord.key) else { return }
        do {
            try await follow()
        } catch let error as KeyringError {
            throw ServiceError(.unavailable, code: "storeUnavailable", "\(error)", retryAfterSeconds: 5)
        }
    }
}
