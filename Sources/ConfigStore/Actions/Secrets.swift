import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What can be done with secrets.
struct Secrets: Sendable {
    let environment: ActionEnvironment
    /// A group or project has about so many.
    static let maxPerParent = 1_000

    func create(in reference: HolderReference, _ request: CreateSecretRequest) async throws -> Secret {
        try SecretRules.check(request)
        let name = request.name ?? ""
        let (id, now) = (environment.identifiers.next(), environment.now())
        return try await environment.removals.unlessHeldByRemoved { transaction in
            let holder = try transaction.tree.holder(reference)
            try Self.requireFree(name, in: holder, transaction)
            try transaction.requireRoom(
                SecretRecord.nameSpace, in: holder, max: Self.maxPerParent, code: "tooManySecrets")
            var secret = Stored(
                id: id, revision: 0,
                value: SecretRecord(
                    name: name, parentID: holder.id, keys: [], sealedData: "", dataFingerprint: "",
                    creationTime: now, updateTime: now))
            try SecretData(keyring: environment.keyring).seal(request.data ?? [:], into: &secret)
            transaction.requireUnchanged(holder)
            try transaction.put(secret)
            transaction.take(secret.value.nameClaim, for: secret.key)
            try SecretUses(transaction: transaction).takeOver(secret, in: holder)
            let created = Secret(secret.written, in: holder.parent)
            try transaction.note(
                .create, secret, ref: "\(holder.path)/\(name)", holders: holder.holders, after: created)
            return created
        }
    }

    /// Changes a secret's data, or renames it; one that variables get keeps its name, and the keys that they need.
    func update(_ name: String, in reference: HolderReference, _ request: UpdateSecretRequest) async throws -> Secret {
        try SecretRules.check(update: request)
        let now = environment.now()
        return try await environment.removals.unlessHeldByRemoved { transaction in
            let (stored, holder) = try transaction.secret(name, in: reference)
            var changed = stored
            changed.value.name = request.name ?? name
            changed.value.updateTime = now
            if let data = request.data {
                try SecretData(keyring: environment.keyring).seal(data, into: &changed)
            }
            let uses = SecretUses(transaction: transaction)
            if changed.value.name != name {
                try Self.requireFree(changed.value.name, in: holder, transaction)
                try uses.requireNone(of: stored, in: holder)
                try uses.takeOver(changed, in: holder)
                transaction.release(stored.value.nameClaim)
                transaction.take(changed.value.nameClaim, for: changed.key)
            } else {
                let lost = Set(stored.value.keys).subtracting(changed.value.keys)
                if !lost.isEmpty { try uses.requireUnneeded(lost, of: stored, in: holder) }
            }
            transaction.requireUnchanged(holder)
            try transaction.put(changed)
            let updated = Secret(changed.written, in: holder.parent)
            try transaction.note(
                .update, stored, ref: "\(holder.path)/\(name)", holders: holder.holders,
                before: Secret(stored, in: holder.parent), after: updated)
            return updated
        }
    }

    /// Deletes a secret; one that variables get only when `cascade` says so.
    func delete(_ name: String, in reference: HolderReference, cascade: Bool) async throws {
        try await environment.removals.unlessHeldByRemoved { transaction in
            let (secret, holder) = try transaction.secret(name, in: reference)
            let uses = SecretUses(transaction: transaction)
            if cascade {
                try uses.giveUp(secret, in: holder)
            } else {
                try uses.requireNone(of: secret, in: holder)
            }
            transaction.requireUnchanged(holder)
            try Self.remove(secret, in: transaction)
            try transaction.note(
                .delete, secret, ref: "\(holder.path)/\(name)", holders: holder.holders,
                before: Secret(secret, in: holder.parent))
        }
    }

    func get(_ name: String, in reference: HolderReference) async throws -> Secret {
        try await environment.database.do { transaction in
            let (secret, holder) = try transaction.secret(name, in: reference)
            return Secret(secret, in: holder.parent)
        }
    }

    /// One page by name, and where the next one starts.
    func list(
        in reference: HolderReference, _ options: TreeListOptions, _ page: PageRequest
    ) async throws -> (items: [Secret], next: String?) {
        try await environment.database.do { transaction in
            let holder = try transaction.tree.holder(reference)
            let found = try transaction.claims(SecretRecord.nameSpace, of: holder, options, page)
            let parents = holder.parents
            let items = try found.claims.compactMap { claimed in
                let secret = try Stored<SecretRecord>(claimed.record)
                return parents[secret.value.parentID].map { Secret(secret, in: $0) }
            }
            return (items, found.next)
        }
    }

    func credentials(_ name: String, in reference: HolderReference) async throws -> SecretCredentials {
        let secret = try await environment.database.do { try $0.secret(name, in: reference).secret }
        return SecretCredentials(data: try SecretData(keyring: environment.keyring).open(secret))
    }

    /// Whether data is what the secret has, without giving it out.
    func matches(
        _ name: String, in reference: HolderReference, _ credentials: SecretCredentials
    ) async throws -> Bool {
        let secret = try await environment.database.do { try $0.secret(name, in: reference).secret }
        return try SecretData(keyring: environment.keyring).matches(credentials.data, secret)
    }

    static func remove(_ secret: Stored<SecretRecord>, in transaction: ActionTransaction) throws {
        transaction.release(secret.value.nameClaim)
        try transaction.delete(secret)
    }

    private static func requireFree(_ name: String, in holder: Holder, _ transaction: ActionTransaction) throws {
        if try transaction.record(holding: SecretRecord.nameClaim(parent: holder.id, name: name)) != nil {
            throw ServiceError.taken(
                "name", code: "secretAlreadyExists", "there is a secret of this name in this place")
        }
    }
}

extension ActionTransaction {
    /// A secret that a group or project has itself.
    func secret(
        _ name: String, in reference: HolderReference
    ) throws -> (secret: Stored<SecretRecord>, holder: Holder) {
        let holder = try tree.holder(reference)
        guard
            let secret = try object(
                SecretRecord.self, holding: SecretRecord.nameClaim(parent: holder.id, name: name))
        else { throw ServiceError(.notFound, code: "secretDoesNotExist", "there is no such secret") }
        return (secret, holder)
    }

    /// Refuses when a group or project has as many of something as it may.
    func requireRoom(_ space: String, in holder: Holder, max: Int, code: String) throws {
        guard try claimCount(space, prefix: "\(holder.id)/") < max else {
            throw ServiceError(.conflict, code: code, "there are \(max) of them here, which is as many as there can be")
        }
    }
}
