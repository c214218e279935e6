import ConfigStoreAPI
import ServiceKit
import Validation

/// Which secrets variables get: of each name in their values the nearest one, from the variable's own group or project
/// upwards.
///
/// A variable holds a claim `<level>/<name>/<its id>` on every level on which it looks for a name, up to the one that has
/// the secret. So whoever puts a secret somewhere, takes one away or moves a part of the tree finds with one query which
/// variables that is about, gives each another secret that has what it needs, or is refused. The transaction requires
/// that these are all, and that no level has got or lost a secret meanwhile: a variable never waits for a secret that is
/// not there.
struct SecretUses {
    let transaction: ActionTransaction
    /// So many variables get another secret at once.
    static let maxAtOnce = 2_000

    /// Finds what a variable's values name, and completes the variable with it.
    func resolve(_ variable: inout VariableRecord, levels: [String]) throws {
        let names = Set(variable.values.map(\.secretName))
        let found = try transaction.secrets(names, on: levels)
        var violations = Violations()
        for (index, value) in variable.values.enumerated() {
            let path = FieldPath("values").appending(index: index)
            guard let secret = found[value.secretName]?.secret else {
                violations.add(
                    path.appending("secret_name"), "secretDoesNotExist",
                    "there is no secret \(value.secretName) here or further up")
                continue
            }
            if !secret.value.has([value.secretVar]) {
                violations.add(
                    path.appending("secret_var"), "secretKeyDoesNotExist",
                    "the secret \(value.secretName) has no such key")
            }
        }
        try VariableRules.refuse(violations)
        for secret in found.values { transaction.requireUnchanged(secret) }
        variable.uses = names.sorted().map { .init(secretName: $0, levels: found[$0]?.levels ?? []) }
    }

    /// Writes a variable with the difference between the claims that it held and those it holds now.
    func write(from old: Stored<VariableRecord>?, to new: Stored<VariableRecord>) throws {
        let before = old?.value.useClaims(new.id) ?? []
        let after = new.value.useClaims(new.id)
        for claim in before.subtracting(after) { transaction.release(claim) }
        for claim in after.subtracting(before) { transaction.take(claim, for: new.key) }
        try transaction.put(new)
    }

    /// Gives a new secret, or one with a new name, to the variables at and below its place that got one further up.
    func takeOver(_ secret: Stored<SecretRecord>, in holder: Holder) throws {
        let name = secret.value.name
        let users = try users(of: name, at: holder.id)
        let lacking = users.filter { !secret.value.has($0.value.keys(of: name)) }
        guard lacking.isEmpty else {
            throw try SecretUseRefusal.keys.error(lacking, of: name, below: holder, in: transaction)
        }
        for user in users {
            try write(from: user, to: user.with(name) { levels in levels.through(holder.id) })
        }
    }

    /// Refuses to take a secret's name away while variables get it.
    func requireNone(of secret: Stored<SecretRecord>, in holder: Holder) throws {
        let name = secret.value.name
        let prefix = VariableRecord.usePrefix(level: holder.id, secret: name)
        transaction.requireNone(VariableRecord.useSpace, prefix: prefix)
        let count = try transaction.claimCount(VariableRecord.useSpace, prefix: prefix)
        if count == 0 { return }
        let users = try transaction.objects(
            VariableRecord.self,
            ClaimRange(VariableRecord.useSpace, prefix: prefix, limit: SecretUseRefusal.maxNamed))
        throw try SecretUseRefusal.name.error(users, count: count, of: name, below: holder, in: transaction)
    }

    /// Refuses to take keys away that variables need.
    func requireUnneeded(_ keys: Set<String>, of secret: Stored<SecretRecord>, in holder: Holder) throws {
        let name = secret.value.name
        let users = try users(of: name, at: holder.id)
        let needing = users.filter { !$0.value.keys(of: name).isDisjoint(with: keys) }
        guard needing.isEmpty else {
            throw try SecretUseRefusal.keys.error(needing, of: name, below: holder, in: transaction)
        }
        for user in users { transaction.requireUnchanged(user.key, revision: user.revision) }
    }

    /// Gives the variables that get a secret the next one of its name further up, where it has what they need. The others
    /// are deleted: without some of its values, a variable would give runs another value than they were meant to get.
    func giveUp(_ secret: Stored<SecretRecord>, in holder: Holder) throws {
        let name = secret.value.name
        let users = try users(of: name, at: holder.id, isEachKept: false)
        let next = try transaction.secrets([name], on: Array(holder.levels.dropFirst()))[name]
        let kept = users.filter { next?.secret.value.has($0.value.keys(of: name)) ?? false }
        if let next, !kept.isEmpty {
            for user in kept {
                try write(from: user, to: user.with(name) { levels in levels.through(holder.id) + next.levels })
            }
            transaction.requireUnchanged(next)
        }
        transaction.requireCount(
            VariableRecord.useSpace, prefix: VariableRecord.usePrefix(level: holder.id, secret: name), kept.count)
        let keptIDs = Set(kept.map(\.id))
        let deleted = users.filter { !keptIDs.contains($0.id) }
        let parents = try SecretUsers(name: name, holder: holder).parents(of: deleted, in: transaction)
        for user in deleted {
            try Variables.remove(user, in: transaction)
            // One that can't be reached any more is being removed with what held it.
            guard let variable = Variable(user, in: parents) else { continue }
            try transaction.note(
                .delete, user, ref: "\(variable.parent.path)/\(variable.name)",
                holders: holder.holders + user.value.levels(below: holder.id, of: name), before: variable)
        }
    }

    /// Gives the variables in a group or project that is moved the secrets that they find from its new place.
    func move(_ holder: Holder, to destination: Place) throws {
        let prefix = "\(holder.id)/"
        let claims = try claims(prefix: prefix)
        transaction.requireCount(VariableRecord.useSpace, prefix: prefix, claims.count)
        let all = try claims.map { ($0.record.id, try Stored<VariableRecord>($0.record)) }
        let users = Dictionary(all) { first, _ in first }.values.sorted { $0.id < $1.id }
        let outside = users.flatMap { $0.value.uses.filter { $0.goesBeyond(holder.id) }.map(\.secretName) }
        let found = try transaction.secrets(Set(outside), on: destination.levels)
        for secret in found.values { transaction.requireUnchanged(secret) }
        var lacking: [String: [Stored<VariableRecord>]] = [:]
        for user in users {
            var moved = user
            for (index, use) in user.value.uses.enumerated() where use.goesBeyond(holder.id) {
                let next = found[use.secretName]
                guard let next, next.secret.value.has(user.value.keys(of: use.secretName)) else {
                    lacking[use.secretName, default: []].append(user)
                    continue
                }
                moved.value.uses[index].levels = use.levels.through(holder.id) + next.levels
            }
            if moved.value.uses == user.value.uses {
                transaction.requireUnchanged(user.key, revision: user.revision)
            } else {
                try write(from: user, to: moved)
            }
        }
        if let (name, users) = lacking.min(by: { $0.key < $1.key }) {
            throw try SecretUseRefusal.place.error(users, of: name, below: holder, in: transaction)
        }
    }

    /// The variables that look for a name on a level.
    ///
    /// - Parameter isEachKept: Whether all of them still do once the transaction is applied, which it requires.
    private func users(
        of name: String, at level: String, isEachKept: Bool = true
    ) throws -> [Stored<VariableRecord>] {
        let prefix = VariableRecord.usePrefix(level: level, secret: name)
        let found = try claims(prefix: prefix)
        if isEachKept { transaction.requireCount(VariableRecord.useSpace, prefix: prefix, found.count) }
        return try found.map { try Stored($0.record) }
    }

    private func claims(prefix: String) throws -> [ClaimedRecord] {
        let found = try transaction.claims(
            ClaimRange(VariableRecord.useSpace, prefix: prefix, limit: Self.maxAtOnce + 1))
        guard found.count <= Self.maxAtOnce else {
            throw ServiceError(
                .conflict, code: "tooManyVariablesInUse",
                "at most \(Self.maxAtOnce) variables can get another secret at once: do it in parts")
        }
        return found
    }
}

extension Stored<VariableRecord> {
    /// The same with other levels for a secret's name.
    fileprivate func with(_ secretName: String, _ change: ([String]) -> [String]) -> Self {
        var copy = self
        for index in copy.value.uses.indices where copy.value.uses[index].secretName == secretName {
            copy.value.uses[index].levels = change(copy.value.uses[index].levels)
        }
        return copy
    }
}

extension VariableRecord.Use {
    /// Whether its secret is above a level that it looks at.
    fileprivate func goesBeyond(_ level: String) -> Bool { levels.contains(level) && levels.last != level }
}

extension VariableRecord {
    /// The ids of what holds it, from right below a level down to its own.
    func levels(below level: String, of secretName: String) -> [String] {
        let levels = uses.first { $0.secretName == secretName }?.levels ?? []
        return levels.prefix { $0 != level }.reversed()
    }
}

extension [String] {
    /// The elements up to and with one.
    fileprivate func through(_ element: String) -> [String] {
        Array(prefix { $0 != element }) + [element]
    }
}
