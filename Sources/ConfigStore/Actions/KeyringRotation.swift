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
///
/// Of many instances each has a file. There the first step is done before, by whoever gives all of them a file with a prepared
/// key; here it only begins to seal, once every instance says that it has it.
struct KeyringRotation: Sendable {
    let environment: ActionEnvironment
    /// What this instance is called among others.
    private let instance: String
    /// Nothing that is under way is older than this many rotations.
    private static let maxRetiredKeys = 100
    /// One rotation or dropping at a time.
    private let isBusy = Busy()

    private final class Busy: Sendable {
        let value = Mutex(false)
    }

    init(environment: ActionEnvironment, instance: String = "") {
        self.environment = environment
        self.instance = instance
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

    /// Lets the prepared key seal from now on, or a new one where there is none. The rest happens in the background.
    ///
    /// - Throws: `ServiceError` 409 `rotationInProgress`, `tooManyKeys`; `keyNotPrepared` when other instances would not have
    ///   the new key, `keyNotDistributed` with those that do not have the prepared one.
    func start() async throws {
        try await alone {
            guard try await !isRunning() else { throw Self.inProgress }
            // A key that the store has not taken note of yet is new enough.
            if try await isSettled() { try await nextKey() }
            try await settle()
        }
    }

    private func nextKey() async throws {
        let others = try await environment.database.store.instances().filter { $0.name != instance }
        let state = try await state()
        // Somebody may have put the key there just now.
        try await environment.keyrings.reload(state)
        let retired = state?.retiredKeys ?? []
        let prepared = environment.keyring.preparedKeyIDs.last { !retired.contains($0) }
        guard let prepared else {
            guard others.isEmpty else {
                throw ServiceError(
                    .conflict, code: "keyNotPrepared",
                    "\(others.count) other instances would not have a new key: prepare one with sallyport keyring prepare, "
                        + "give the file to every instance, and rotate then")
            }
            guard environment.keyring.keyIDs.count < Keyring.maxKeys else {
                throw ServiceError(.conflict, code: "tooManyKeys", "\(KeyringError.full)")
            }
            return try await writing { try await environment.keyrings.addKey() }
        }
        let lacking = others.filter { $0.keys?.contains(prepared) != true }.map(\.name)
        guard lacking.isEmpty else {
            throw ServiceError(
                .conflict, code: "keyNotDistributed",
                "these instances do not have key \(prepared) yet, or have not said so: \(lacking.joined(separator: ", "))",
                retryAfterSeconds: 2)
        }
        try await environment.keyrings.seal(with: prepared)
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

    /// Lets the store take note of the key that seals; what is sealed with others is then sealed again. A key that others
    /// have retired does not come back: the one that seals in its place does so here too.
    func settle() async throws {
        if let state = try await state(), state.retiredKeys.contains(environment.keyring.sealingKeyID) {
            return try await environment.keyrings.seal(with: state.sealingKey)
        }
        let keyring = environment.keyring
        let now = environment.now()
        try await environment.database.do { transaction in
            let state = try transaction.object(KeyringStateRecord.self, id: KeyringStateRecord.id)
            let proof = try transaction.record(KeyringProof.key)
            guard state?.value.sealingKey != keyring.sealingKeyID else { return }
            let old = keyring.keyIDs.filter { $0 != keyring.sealingKeyID && !keyring.preparedKeyIDs.contains($0) }
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
        try await state()?.sealingKey == environment.keyring.sealingKeyID
    }

    private func state() async throws -> KeyringStateRecord? {
        try await environment.database.do { transaction in
            try transaction.object(KeyringStateRecord.self, id: KeyringStateRecord.id)?.value
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
