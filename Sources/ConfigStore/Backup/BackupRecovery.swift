import Foundation
import ObjectStorage

/// Brings back, from its newest backup, a store of which no instance has anything any more.
///
/// The keyring is the proof that a backup is this installation's: what it does not open is never taken.
package struct BackupRecovery: Sendable {
    private let storage: any ObjectStorage
    private let keyringFile: String

    /// - Parameters:
    ///   - settings: Where backups are.
    ///   - keyringFile: This installation's keyring, which has to be there for a backup to be taken.
    package init(_ settings: BackupSettings, keyringFile: String) {
        storage = settings.storage
        self.keyringFile = keyringFile
    }

    /// Whether there is a backup, whoever's it is.
    ///
    /// - Throws: `StoreError.unavailable` when that can't be told.
    package func hasBackup() async throws -> Bool {
        let catalog = BackupCatalog(storage: storage)
        do {
            for line in try await catalog.lines().reversed() {
                if try await !catalog.checkpoints(of: line).isEmpty { return true }
            }
            return false
        } catch let error as ObjectStorageError {
            throw StoreError.unavailable("whether there is a backup of what is lost can't be told: \(error)")
        }
    }

    /// Restores the last archived revision into a store of its own, and gives out all of it.
    ///
    /// - Throws: `StoreError.unusable` when the backup is damaged or not this installation's; it says what to do.
    package func restored<Value: Sendable>(
        _ body: (any StoreExport, BackupRestore.Outcome) async throws -> Value
    ) async throws -> Value {
        let directory = NSTemporaryDirectory() + "sallyport-restore-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try SQLiteStore(directory: directory)
        do {
            let outcome = try await restore(into: store)
            let value = try await store.export { try await body($0, outcome) }
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }

    private func restore(into store: SQLiteStore) async throws -> BackupRestore.Outcome {
        do {
            return try await BackupRestore(storage: storage, keyringFile: keyringFile).restore(to: .latest, into: store)
        } catch let error as ObjectStorageError {
            throw StoreError.unavailable("the backup of what is lost can't be read: \(error)")
        } catch
            where error is BackupProblem || error is KeyringError || error is GenerationProblem
            || error is MissingRoom
        {
            throw StoreError.unusable(
                """
                etcd is empty, and the backup that is there can't be taken: \(error). Put the keyring of the backup in its \
                place, restore by hand (docs/backup.md), or name another configstore.backup.storage to begin with nothing
                """)
        }
    }
}
