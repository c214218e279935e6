import Foundation

/// That something was deleted whose contents, which nobody can reach any more, are still to be removed. Its id is the id
/// of what was deleted.
struct RemovalRecord: StoredObject {
    static let kind: RecordKind = "removal"

    var creationTime: Date

    static let space = "removal.pending"
    static func claim(_ id: String) -> Claim { Claim(space, id) }
}
