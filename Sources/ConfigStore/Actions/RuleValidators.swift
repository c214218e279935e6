import ConfigStoreAPI
import ServiceKit
import Validation

/// What can be done with the validators that are kept in the store.
struct RuleValidators: Sendable {
    let environment: ActionEnvironment
    /// Names that belong to validators of the operator's.
    let installedNames: Set<String>

    /// Makes the record that commits are guarded by.
    func settle() async throws {
        let version = environment.identifiers.next()
        try await environment.database.do { transaction in
            if try Self.set(in: transaction) != nil { return }
            try Self.count(by: 0, version, in: transaction)
        }
    }

    func create(_ request: CreateRuleValidatorRequest) async throws -> RuleValidator {
        let now = environment.now()
        let record = RuleValidatorRecord(
            name: request.name ?? "", rules: request.rules ?? "", creationTime: now, updateTime: now)
        try RuleValidatorRules.check(record)
        let validator = Stored(id: environment.identifiers.next(), revision: 0, value: record)
        let version = environment.identifiers.next()
        return try await environment.database.do { transaction in
            try requireFree(record.name, in: transaction)
            try Self.count(by: 1, version, in: transaction)
            try transaction.put(validator)
            transaction.take(RuleValidatorRecord.nameClaim(record.name), for: validator.key)
            let answer = RuleValidator(validator.written)
            try transaction.note(.create, validator, ref: record.name, after: answer)
            return answer
        }
    }

    func update(_ ref: String, _ request: UpdateRuleValidatorRequest) async throws -> RuleValidator {
        let now = environment.now()
        let version = environment.identifiers.next()
        return try await environment.database.do { transaction in
            let stored = try transaction.validator(ref)
            var changed = stored
            changed.value.name = request.name ?? stored.value.name
            changed.value.rules = request.rules ?? stored.value.rules
            changed.value.updateTime = now
            try RuleValidatorRules.check(changed.value)
            if changed.value.name != stored.value.name {
                try requireFree(changed.value.name, in: transaction)
                transaction.release(RuleValidatorRecord.nameClaim(stored.value.name))
                transaction.take(RuleValidatorRecord.nameClaim(changed.value.name), for: changed.key)
            }
            try Self.count(by: 0, version, in: transaction)
            try transaction.put(changed)
            let answer = RuleValidator(changed.written)
            try transaction.note(
                .update, stored, ref: stored.value.name, before: RuleValidator(stored), after: answer)
            return answer
        }
    }

    func delete(_ ref: String) async throws {
        let version = environment.identifiers.next()
        try await environment.database.do { transaction in
            let validator = try transaction.validator(ref)
            transaction.release(RuleValidatorRecord.nameClaim(validator.value.name))
            try Self.count(by: -1, version, in: transaction)
            try transaction.delete(validator)
            try transaction.note(
                .delete, validator, ref: validator.value.name, before: RuleValidator(validator))
        }
    }

    func get(_ ref: String) async throws -> RuleValidator {
        try await environment.database.do { RuleValidator(try $0.validator(ref)) }
    }

    /// One page, by name, and whether there is more.
    func list(_ page: PageRequest) async throws -> (items: [RuleValidator], hasMore: Bool) {
        let range = ClaimRange(
            RuleValidatorRecord.nameSpace, after: page.after, limit: page.limit + 1, ascending: page.ascending)
        let found = try await environment.database.do { transaction in
            try transaction.objects(RuleValidatorRecord.self, range).map(RuleValidator.init)
        }
        return (Array(found.prefix(page.limit)), found.count > page.limit)
    }

    private func requireFree(_ name: String, in transaction: ActionTransaction) throws {
        let isTaken = try transaction.record(holding: RuleValidatorRecord.nameClaim(name)) != nil
        if isTaken || installedNames.contains(name) {
            throw ServiceError.taken(
                "name", code: "validatorAlreadyExists", "there is a validator of this name")
        }
    }

    private static func set(in transaction: ActionTransaction) throws -> Stored<RuleValidatorSetRecord>? {
        try transaction.object(RuleValidatorSetRecord.self, id: RuleValidatorSetRecord.id)
    }

    /// Writes the set's record, so that whatever is being reviewed by the validators as they were is reviewed again.
    private static func count(by change: Int, _ version: String, in transaction: ActionTransaction) throws {
        let stored = try set(in: transaction)
        let count = (stored?.value.count ?? 0) + change
        if change > 0, count > StoredValidators.maxCount {
            throw ServiceError(
                .conflict, code: "tooManyValidators", "at most \(StoredValidators.maxCount) validators are stored")
        }
        try transaction.put(
            Stored(
                id: RuleValidatorSetRecord.id, revision: stored?.revision ?? 0,
                value: RuleValidatorSetRecord(count: count, version: version)))
    }
}

extension ActionTransaction {
    /// The stored validator that a name or an id refers to.
    func validator(_ ref: String) throws -> Stored<RuleValidatorRecord> {
        let found =
            UUIDGrammar.isCanonical(ref)
            ? try object(RuleValidatorRecord.self, id: ref.lowercased())
            : try object(RuleValidatorRecord.self, holding: RuleValidatorRecord.nameClaim(ref))
        guard let found else {
            throw ServiceError(.notFound, code: "validatorDoesNotExist", "there is no such validator")
        }
        return found
    }
}
