import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What can be done with variables.
struct Variables: Sendable {
    let environment: ActionEnvironment
    /// A group or project has about so many.
    static let maxPerParent = 1_000

    func create(in reference: HolderReference, _ request: CreateVariableRequest) async throws -> Variable {
        let values = try VariableRules.check(request)
        let name = request.name ?? ""
        let (id, now) = (environment.identifiers.next(), environment.now())
        return try await environment.database.do { transaction in
            let holder = try transaction.tree.holder(reference)
            try Self.requireFree(name, in: holder, transaction)
            try transaction.requireRoom(
                VariableRecord.nameSpace, in: holder, max: Self.maxPerParent, code: "tooManyVariables")
            var variable = Stored(
                id: id, revision: 0,
                value: VariableRecord(
                    name: name, parentType: holder.parent.type, parentID: holder.id, values: values, uses: [],
                    creationTime: now, updateTime: now))
            let uses = SecretUses(transaction: transaction)
            try uses.resolve(&variable.value, levels: holder.levels)
            transaction.requireUnchanged(holder)
            try uses.write(from: nil, to: variable)
            transaction.take(variable.value.nameClaim, for: variable.key)
            let created = try Self.answer(variable.written, in: holder.parents)
            try transaction.note(
                .create, variable, ref: "\(holder.path)/\(name)", holders: holder.holders, after: created)
            return created
        }
    }

    func update(
        _ name: String, in reference: HolderReference, _ request: UpdateVariableRequest
    ) async throws -> Variable {
        let values = try VariableRules.check(update: request)
        let now = environment.now()
        return try await environment.database.do { transaction in
            let (stored, holder) = try transaction.variable(name, in: reference)
            var changed = stored
            changed.value.name = request.name ?? name
            changed.value.values = values ?? stored.value.values
            changed.value.updateTime = now
            let uses = SecretUses(transaction: transaction)
            if values != nil { try uses.resolve(&changed.value, levels: holder.levels) }
            if changed.value.name != name {
                try Self.requireFree(changed.value.name, in: holder, transaction)
                transaction.release(stored.value.nameClaim)
                transaction.take(changed.value.nameClaim, for: changed.key)
            }
            transaction.requireUnchanged(holder)
            try uses.write(from: stored, to: changed)
            let updated = try Self.answer(changed.written, in: holder.parents)
            try transaction.note(
                .update, stored, ref: "\(holder.path)/\(name)", holders: holder.holders,
                before: try Self.answer(stored, in: holder.parents), after: updated)
            return updated
        }
    }

    func delete(_ name: String, in reference: HolderReference) async throws {
        try await environment.database.do { transaction in
            let (variable, holder) = try transaction.variable(name, in: reference)
            transaction.requireUnchanged(holder)
            try Self.remove(variable, in: transaction)
            try transaction.note(
                .delete, variable, ref: "\(holder.path)/\(name)", holders: holder.holders,
                before: try Self.answer(variable, in: holder.parents))
        }
    }

    func get(_ name: String, in reference: HolderReference) async throws -> Variable {
        try await environment.database.do { transaction in
            let (variable, holder) = try transaction.variable(name, in: reference)
            return try Self.answer(variable, in: holder.parents)
        }
    }

    /// One page by name, and where the next one starts.
    func list(
        in reference: HolderReference, _ options: TreeListOptions, _ page: PageRequest
    ) async throws -> (items: [Variable], next: String?) {
        try await environment.database.do { transaction in
            let holder = try transaction.tree.holder(reference)
            let found = try transaction.claims(VariableRecord.nameSpace, of: holder, options, page)
            let parents = holder.parents
            let items = try found.claims.map { try Self.answer(try Stored($0.record), in: parents) }
            guard options.resolves else { return (items, found.next) }
            let resolution = try Self.resolution(of: items, in: holder, transaction)
            return (items.map(resolution.resolved), found.next)
        }
    }

    /// Removes a variable's record with everything that it holds.
    static func remove(_ variable: Stored<VariableRecord>, in transaction: ActionTransaction) throws {
        transaction.release(variable.value.nameClaim)
        for claim in variable.value.useClaims(variable.id) { transaction.release(claim) }
        try transaction.delete(variable)
    }

    /// Everything that says which secrets variables get, in two queries.
    private static func resolution(
        of variables: [Variable], in holder: Holder, _ transaction: ActionTransaction
    ) throws -> VariableResolution {
        let (levels, parents) = (holder.levels, holder.parents)
        func claims(_ space: String, _ names: [String]) throws -> [ClaimedRecord] {
            let keys = Set(names).flatMap { name in levels.map { "\($0)/\(name)" } }
            return try transaction.claims(space, keys: keys)
        }
        var secrets: [String: [String: VariableResolution.Candidate]] = [:]
        for claimed in try claims(SecretRecord.nameSpace, variables.flatMap { $0.values.map(\.secretName) }) {
            let secret = try Stored<SecretRecord>(claimed.record)
            secrets[secret.value.name, default: [:]][secret.value.parentID] = .init(
                id: secret.id, keys: secret.value.keys)
        }
        var holders: [String: Set<String>] = [:]
        for claimed in try claims(VariableRecord.nameSpace, variables.map(\.name)) {
            let parts = claimed.key.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            holders[parts[1], default: []].insert(parts[0])
        }
        return VariableResolution(
            levels: levels.compactMap { parents[$0] }, secrets: secrets, variables: holders)
    }

    private static func answer(_ variable: Stored<VariableRecord>, in parents: [String: Parent]) throws -> Variable {
        guard let answer = Variable(variable, in: parents) else {
            throw StoreError.unavailable("the variable \(variable.id) is not where it is listed")
        }
        return answer
    }

    private static func requireFree(_ name: String, in holder: Holder, _ transaction: ActionTransaction) throws {
        if try transaction.record(holding: VariableRecord.nameClaim(parent: holder.id, name: name)) != nil {
            throw ServiceError.taken(
                "name", code: "variableAlreadyExists", "there is a variable of this name in this place")
        }
    }
}

extension ActionTransaction {
    /// A variable that a group or project has itself.
    func variable(
        _ name: String, in reference: HolderReference
    ) throws -> (variable: Stored<VariableRecord>, holder: Holder) {
        let holder = try tree.holder(reference)
        guard
            let variable = try object(
                VariableRecord.self, holding: VariableRecord.nameClaim(parent: holder.id, name: name))
        else { throw ServiceError(.notFound, code: "variableDoesNotExist", "there is no such variable") }
        return (variable, holder)
    }
}
