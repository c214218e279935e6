import Foundation

/// That something was deleted whose contents, which nobody can reach any more, are still to be removed. Its id is the id
/// of what was deleted.
struct RemovalRecord: StoredObject {
    static let kind: RecordKind = "removal"

    /// The path of what was deleted: `org/acme/backend`, `user/alice`.
    var path: String
    /// The ids from the owner down to what was deleted.
    var holders: [String]
    /// Who deleted it, and when: so were its contents.
    var context: AuditContext
    var creationTime: Date

    static let space = "removal.pending"
    static func claim(_ id: String) -> Claim { Claim(space, id) }

    /// The same deletion, further down.
    func holding(_ id: String, name: String) -> RemovalRecord {
        var removal = self
        if !name.isEmpty { removal.path += "/\(name)" }
        removal.holders.append(id)
        return removal
    }
}
