import NIOPosix
import Synchronization

/// The keyring of a running service, and the file that it came from.
///
/// The file is always written first: nothing is ever sealed with a key that is not on the disk.
final class KeyringHolder: Sendable {
    private let path: String
    private let state: Mutex<Keyring>

    /// - Parameters:
    ///   - path: The file.
    ///   - keyring: What it has.
    init(path: String, keyring: Keyring) {
        self.path = path
        state = Mutex(keyring)
    }

    var current: Keyring { state.withLock { $0 } }

    /// Adds a new key, which seals from now on. One caller at a time.
    ///
    /// - Throws: `KeyringError` when the file can't be written; nothing has changed then.
    func addKey() async throws {
        try await replace(with: current.withNewKey())
    }

    /// Forgets every key but the one that seals. One caller at a time.
    ///
    /// - Throws: `KeyringError` when the file can't be written; nothing has changed then.
    func dropOldKeys() async throws {
        try await replace(with: current.withoutOldKeys())
    }

    private func replace(with keyring: Keyring) async throws {
        let path = path
        try await NIOThreadPool.singleton.runIfActive { try keyring.write(to: path) }
        state.withLock { $0 = keyring }
    }
}
