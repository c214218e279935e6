import ServiceKit
import StrictYAML
import Synchronization
import Validation
import Validators

/// The validators that are in the store, ready to be asked.
final class StoredValidators: Sendable {
    /// The most validators that may be stored.
    static let maxCount = 50

    /// Those of one state of the set, by its record's body: no other state has the same.
    private let compiled = Mutex<(set: [UInt8], all: [RulesValidator])>(([], []))

    /// Those that there are in a transaction's snapshot. The transaction is applied only while there are no others.
    ///
    /// - Throws: `ServiceError` when one has rules that this version can't read: nothing goes by it then.
    func current(in transaction: ActionTransaction) throws -> [RulesValidator] {
        let key = RecordKey(RuleValidatorSetRecord.kind, RuleValidatorSetRecord.id)
        guard let set = try transaction.record(key) else { return [] }
        transaction.requireUnchanged(key, revision: set.revision)
        let known = compiled.withLock { $0 }
        if known.set == set.body { return known.all }
        let range = ClaimRange(RuleValidatorRecord.nameSpace, limit: Self.maxCount)
        let all = try transaction.objects(RuleValidatorRecord.self, range).map { try Self.compile($0.value) }
        compiled.withLock { $0 = (set.body, all) }
        return all
    }

    private static func compile(_ record: RuleValidatorRecord) throws -> RulesValidator {
        do throws(YAMLProblems) {
            return try RuleValidatorRules.compiled(record)
        } catch {
            throw ServiceError(
                .unavailable, code: "validatorUnavailable",
                "the validator \(record.name) has rules that this version does not know: update or delete it")
        }
    }
}
