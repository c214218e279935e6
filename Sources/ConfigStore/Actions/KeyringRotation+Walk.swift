import Foundation
import Logging
import ServiceKit

/// Sealing again what is sealed with an older key.
extension KeyringRotation {
    /// What came of one batch.
    enum Progress: Sendable, Hashable {
        case goesOn
        /// Something is leased: there is nothing to do for a moment.
        case waits
        case isDone
    }

    static let batch = 100

    /// Does a bounded number of records, and keeps where to go on in the same transaction.
    func reseal(limit: Int = Self.batch, logger: Logger) async throws -> Progress {
        let keyring = environment.keyring
        let now = environment.now()
        return try await environment.database.do { transaction in
            let stored = try transaction.object(KeyringRotationRecord.self, id: KeyringRotationRecord.id)
            guard var rotation = stored, rotation.value.finishedAt == nil else { return .isDone }
            var progress = Progress.goesOn
            if rotation.value.kind < SealedKinds.all.count {
                let kind = SealedKinds.all[rotation.value.kind]
                let records = try transaction.records(of: kind.kind, after: rotation.value.after, limit: limit)
                var users: Set<String> = []
                for record in records {
                    let user = try Self.reseal(record, as: kind, keyring, now, &rotation.value, transaction, logger)
                    if let user { users.insert(user) }
                }
                for user in try transaction.objects(UserRecord.self, ids: Array(users)).values {
                    try transaction.touch(user)
                }
                rotation.value.after = records.last?.id ?? ""
                if records.count < limit { (rotation.value.kind, rotation.value.after) = (rotation.value.kind + 1, "") }
            } else if rotation.value.leftOut {
                (rotation.value.kind, rotation.value.leftOut) = (0, false)
                progress = .waits
            } else {
                rotation.value.finishedAt = now
                progress = .isDone
            }
            try transaction.put(rotation)
            return progress
        }
    }

    /// How many records have a secret that is sealed with another key than the one that seals.
    func recordsUnderOldKeys() async throws -> Int {
        let sealing = environment.keyring.sealingKeyID
        var count = 0
        for kind in SealedKinds.all {
            var after = ""
            while true {
                let start = after
                let (found, last) = try await environment.database.do { transaction in
                    let records = try transaction.records(of: kind.kind, after: start, limit: 1_000)
                    let found = try records.count { try !Self.keyIDs(of: $0, as: kind).isSubset(of: [sealing]) }
                    return (found, records.last?.id)
                }
                count += found
                guard let last else { break }
                after = last
            }
        }
        return count
    }

    private static func keyIDs<Object: SealedObject>(of record: Record, as kind: Object.Type) throws -> Set<String> {
        Set(try Stored<Object>(record).value.sealedSecrets.compactMap(Keyring.keyID))
    }

    /// - Returns: The user whose record has to change too.
    private static func reseal<Object: SealedObject>(
        _ record: Record, as kind: Object.Type, _ keyring: Keyring, _ now: Date,
        _ rotation: inout KeyringRotationRecord, _ transaction: ActionTransaction, _ logger: Logger
    ) throws -> String? {
        var object = try Stored<Object>(record)
        if try keyIDs(of: record, as: kind).isSubset(of: [keyring.sealingKeyID]) { return nil }
        if object.value.isLeased(at: now) {
            rotation.leftOut = true
            return nil
        }
        do {
            try object.value.forEachSecret { field, sealed in
                if sealed.isEmpty || Keyring.keyID(of: sealed) == keyring.sealingKeyID { return }
                let secret = try keyring.open(sealed, record: record.id, field: field)
                sealed = try keyring.seal(secret, record: record.id, field: field)
            }
        } catch let error as KeyringError {
            rotation.failed += 1
            logger.error(
                "a secret can't be sealed again",
                metadata: [
                    "kind": .string(record.kind.rawValue), "id": .string(record.id), "error": .string("\(error)"),
                ])
            return nil
        }
        try transaction.put(object)
        rotation.resealed += 1
        return object.value.coveringUser
    }
}
