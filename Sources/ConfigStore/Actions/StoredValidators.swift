import ServiceKit
import StrictYAML
import Synchronization
import Validation
import Validators

/// The validators that are in the store, ready to be asked.
final class StoredValidators: Sendable {
    /// The most validators that may be stored.
    static let maxCount = 50

    /// Those of one version of the set.
    private let compiled = Mutex<(version: String, all: [RulesValidator])>(("", []))

    /// Those that there are in a transaction's snapshot. The transaction is applied only while there are no others.
    ///
    /// - Throws: `ServiceError` when one has rules that this version can't read: nothing goes by it then.
    func current(in transaction: ActionTransaction) throws -> [RulesValidator] {
        guard let set = try transaction.object(RuleValidatorSetRecord.self, id: RuleValidatorSetRecord.id) else {
            return []
        }
        transaction.requireUnchanged(set.key, revision: set.revision)
        if set.value.count == 0 { return [] }
        let known = compiled.withLock { $0 }
        if known.version == set.value.version { return known.all }
        let range = ClaimRange(RuleValidatorRecord.nameSpace, limit: Self.maxCount)
        let all = try transaction.objects(RuleValidatorRecord.self, range).map { try Self.compile($0.value) }
        compiled.withLock { $0 = (set.value.version, all) }
        return all
    }

    /// Forgets what was compiled: other data may have a set of the same version.
    func forget() {
        compiled.withLock { $0 = ("", []) }
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
