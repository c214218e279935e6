import ConfigStoreAPI
import Foundation

/// A validator as it is stored.
struct RuleValidatorRecord: StoredObject {
    static let kind: RecordKind = "validator"

    var name: String
    var rules: String
    var creationTime: Date
    var updateTime: Date

    static let nameSpace = "validator.name"

    static func nameClaim(_ name: String) -> Claim { Claim(nameSpace, name) }
}

/// Changes with every change of a stored validator, so that whoever commits something knows that what it was reviewed by
/// is still all that there is.
struct RuleValidatorSetRecord: StoredObject {
    static let kind: RecordKind = "validatorset"
    static let id = "current"

    var count: Int
    /// An id that no other state of the set has, whatever was imported meanwhile.
    var version: String
}

extension RuleValidator {
    init(_ stored: Stored<RuleValidatorRecord>) {
        self.init(
            id: stored.id, name: stored.value.name, rules: stored.value.rules,
            creationTime: stored.value.creationTime, updateTime: stored.value.updateTime, revision: stored.revision)
    }
}
