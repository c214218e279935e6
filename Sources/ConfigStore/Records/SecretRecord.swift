import ConfigStoreAPI
import Foundation

/// A secret as it is stored.
struct SecretRecord: StoredObject {
    static let kind: RecordKind = "secret"

    var name: String
    /// The group or project that holds it.
    var parentID: String
    /// The keys of the data, sorted.
    var keys: [String]
    /// The data in JSON, sealed for the record's id and the field `data`.
    var sealedData: String
    var dataFingerprint: String
    var creationTime: Date
    var updateTime: Date

    /// One name in each group and project.
    static let nameSpace = "secret.name"

    static func nameClaim(parent: String, name: String) -> Claim { Claim(nameSpace, "\(parent)/\(name)") }
    var nameClaim: Claim { Self.nameClaim(parent: parentID, name: name) }

    func has(_ keys: Set<String>) -> Bool { keys.isSubset(of: self.keys) }
}

extension Secret {
    init(_ stored: Stored<SecretRecord>, in parent: Parent) {
        let value = stored.value
        self.init(
            id: stored.id, name: value.name, type: SecretRules.internalType, parent: parent, keys: value.keys,
            dataFingerprint: value.dataFingerprint, creationTime: value.creationTime, updateTime: value.updateTime,
            revision: stored.revision)
    }
}
