import ConfigStoreAPI
import Foundation
import Logging
import ServiceKit
import Synchronization

/// Changing the key that seals, while everything goes on.
///
/// 1. The file gets a new key, which seals from then on; every key opens.
/// 2. The store takes note of it: from that commit on nothing is sealed anew with an older key (`put` of `SealedObject`).
/// 3. What is sealed with an older key is sealed again, a batch at a time, each with its progress in one transaction.
///
/// A process that ends in between does the rest when it starts again.
struct KeyringRotation: Sendable {
    let environment: ActionEnvironment
    /// Nothing that is under way is older than this many rotations.
    private static let maxRetiredKeys = 100
    /// One rotation or dropping at a time.
    private let isBusy = Busy()

    private final class Busy: Sendable {
        let value = Mutex(false)
    }

    init(environment: ActionEnvironment) {
        self.environment = environment
    }

    func status() async throws -> KeyringStatus {
        let keyring = environment.keyring
        let rotation = try await environment.database.do { transaction in
            try transaction.object(KeyringRotationRecord.self, id: KeyringRotationRecord.id)?.value
        }
        return KeyringStatus(
            sealingKey: keyring.sealingKeyID, keys: keyring.keyIDs,
            rotation: rotation.map { rotation in
                KeyringStatus.Rotation(
                    startedAt: rotation.startedAt, finishedAt: rotation.finishedAt, resealed: rotation.resealed,
                    failed: rotation.failed)
            })
    }

    /// Adds a key, which seals from now on. The rest happens in the background.
    func start() async throws {
        try await alone {
            guard try await !isRunning() else { throw Self.inProgress }
            guard environment.keyring.keyIDs.count < Keyring.maxKeys else {
                throw ServiceError(
                    .conflict, code: "tooManyKeys", "the keyring has \(Keyring.maxKeys) keys: drop the old ones first")
            }
            // A key that the store has not taken note of yet is new enough.
            if try await isSettled() { try await writing { try await environment.keyrings.addKey() } }
            try await settle()
        }
    }

    /// Forgets all keys but the one that seals, when nothing is sealed with them.
    func dropOldKeys() async throws {
        try await alone {
            guard try await !isRunning(), try await isSettled() else { throw Self.inProgress }
            let count = try await recordsUnderOldKeys()
            guard count == 0 else {
                throw ServiceError(
                    .conflict, code: "keyInUse", "\(count) records are sealed with an older key: rotate once more")
            }
            let keyring = environment.keyring
            guard keyring.keyIDs.count > 1 else { return }
            try await environment.database.do { transaction in
                guard let state = try transaction.object(KeyringStateRecord.self, id: KeyringStateRecord.id) else {
                    return
                }
                try transaction.put(state)
                try transaction.note(
                    Change(
                        .update, keyring: NotedKeyring(keyring), to: NotedKeyring(keyring.withoutOldKeys())))
            }
            try await writing { try await environment.keyrings.dropOldKeys() }
        }
    }

    /// Lets the store take note of the key that seals; what is sealed with others is then sealed again.
    func settle() async throws {
        let keyring = environment.keyring
        let now = environment.now()
        try await environment.database.do { transaction in
            let state = try transaction.object(KeyringStateRecord.self, id: KeyringStateRecord.id)
            let proof = try transaction.record(KeyringProof.key)
            guard state?.value.sealingKey != keyring.sealingKeyID else { return }
            let old = keyring.keyIDs.filter { $0 != keyring.sealingKeyID }
            var value = state?.value ?? KeyringStateRecord(sealingKey: "", retiredKeys: [])
            let before = NotedKeyring(sealingKey: value.sealingKey, keys: old)
            value.sealingKey = keyring.sealingKeyID
            let known = value.retiredKeys.filter { !old.contains($0) && $0 != value.sealingKey }
            value.retiredKeys = known.suffix(Self.maxRetiredKeys) + old
            try transaction.put(Stored(id: KeyringStateRecord.id, revision: state?.revision ?? 0, value: value))
            transaction.put(
                Record(
                    kind: KeyringProof.key.kind, id: KeyringProof.key.id, revision: proof?.revision ?? 0,
                    body: try KeyringProof.sealed(with: keyring)))
            if old.isEmpty { return }
            let last = try transaction.object(KeyringRotationRecord.self, id: KeyringRotationRecord.id)
            let rotation = KeyringRotationRecord(
                startedAt: now, resealed: 0, failed: 0, kind: 0, after: "", leftOut: false)
            try transaction.put(
                Stored(id: KeyringRotationRecord.id, revision: last?.revision ?? 0, value: rotation))
            try transaction.note(Change(.update, keyring: before, to: NotedKeyring(keyring)))
        }
    }

    private func isRunning() async throws -> Bool {
        try await environment.database.do { transaction in
            let rotation = try transaction.object(KeyringRotationRecord.self, id: KeyringRotationRecord.id)
            return rotation.map { $0.value.finishedAt == nil } ?? false
        }
    }

    private func isSettled() async throws -> Bool {
        let sealing = environment.keyring.sealingKeyID
        return try await environment.database.do { transaction in
            try transaction.object(KeyringStateRecord.self, id: KeyringStateRecord.id)?.value.sealingKey == sealing
        }
    }

    private func alone(_ work: () async throws -> Void) async throws {
        let isFirst = isBusy.value.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard isFirst else { throw Self.inProgress }
        defer { isBusy.value.withLock { $0 = false } }
        try await work()
    }

    private func writing(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as KeyringError {
            throw ServiceError(.unavailable, code: "keyringNotWritten", "\(error)")
        }
    }

    private static var inProgress: ServiceError {
        ServiceError(
            .conflict, code: "rotationInProgress", "the keyring is being rotated: wait until that is done",
            retryAfterSeconds: 1)
    }
}
