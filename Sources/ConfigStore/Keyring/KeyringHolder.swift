import NIOPosix
import Synchronization

/// The keyring of a running service, and the file that it came from.
///
/// The file is always written first: nothing is ever sealed with a key that is not on the disk.
final class KeyringHolder: Sendable {
    let path: String
    private let state: Mutex<Keyring>
    /// Held by whoever reads or writes the file, on a thread that may wait.
    private let file = Mutex(())

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
        try await write { $0.withNewKey() }
    }

    /// Forgets every key but the one that seals and those that are prepared. One caller at a time.
    ///
    /// - Throws: `KeyringError` when the file can't be written; nothing has changed then.
    func dropOldKeys() async throws {
        try await write { $0.withoutOldKeys() }
    }

    /// Lets a prepared key seal. It is in the file already, and stays marked there until something else is written.
    ///
    /// - Throws: `KeyringError.outdated` when this keyring does not have it.
    func seal(with key: String) async throws {
        try await change { keyring in
            guard let next = keyring.sealing(with: key) else { throw KeyringError.outdated(path: self.path, key: key) }
            return next
        }
    }

    /// Takes over the keys that somebody has put into the file meanwhile, and lets the key seal that the store says where
    /// the one that does is retired.
    ///
    /// - Parameter state: What the store says; nil when it does not say anything yet.
    /// - Throws: `KeyringError` when the file can't be read, or neither it nor this keyring has the key that is to seal.
    ///   Nothing has changed then.
    func reload(_ state: KeyringStateRecord?) async throws {
        try await change { keyring in
            let own = keyring.sealingKeyID
            let key = state.map { $0.retiredKeys.contains(own) ? $0.sealingKey : own } ?? own
            let found = try Keyring.load(path: self.path, mayCreate: false)
            let isOther = Set(found.keyIDs) != Set(keyring.keyIDs)
            let next = isOther ? found.sealing(with: key) ?? keyring.sealing(with: key) : keyring.sealing(with: key)
            guard let next else { throw KeyringError.outdated(path: self.path, key: key) }
            return next
        }
    }

    private func write(_ next: @escaping @Sendable (Keyring) -> Keyring) async throws {
        try await change { keyring in
            let next = next(keyring)
            try next.write(to: self.path)
            return next
        }
    }

    /// One after the other, so that nobody decides by what another one is about to change.
    private func change(_ next: @escaping @Sendable (Keyring) throws -> Keyring) async throws {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            try file.withLock { _ in
                let changed = try next(current)
                state.withLock { $0 = changed }
            }
        }
    }
}
