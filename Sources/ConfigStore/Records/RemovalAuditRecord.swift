import ConfigStoreAPI
import Foundation

/// Entries of the audit log about things of one kind that went in one transaction with what held them. They are written
/// together, since a deletion of something large would otherwise write several times as much as it removes.
struct RemovalAuditRecord: StoredObject {
    static let kind: RecordKind = "removalaudit"

    struct Line: Codable, Sendable, Hashable {
        /// The entry's.
        var id: String
        var objectID: String
        /// The object's.
        var name: String
    }

    /// What they are.
    var objectKind: String
    /// How people called what held them.
    var path: String
    /// The ids of what held them, from the root to the nearest.
    var holders: [String]
    /// By whom and when what held them was deleted.
    var context: AuditContext
    var time: Date
    /// In the order of their ids; never empty. The record's own id is the last one.
    var lines: [Line]

    func entry(_ line: Line) -> AuditEntry {
        AuditEntry(
            id: line.id, time: time, actor: context.actor, operation: Change.Operation.delete.rawValue,
            kind: objectKind, objectID: line.objectID, ref: "\(path)/\(line.name)",
            clientAddress: context.clientAddress, requestID: context.requestID, changes: [])
    }

    /// The lists that the entries are in, each once, and those of the objects. What can't hold anything is in no list of
    /// what a holder held.
    func claims(_ id: String) -> [Claim] {
        let shared = [AuditList.all, .kind(objectKind), .actor(context.actor.key)] + Set(holders).map(AuditList.holder)
        let holds = [ProjectGroupRecord.kind.rawValue, ProjectRecord.kind.rawValue].contains(objectKind)
        let own = lines.flatMap { line in
            [AuditList.object(line.objectID)] + (holds ? [.holder(line.objectID)] : [])
        }
        return (shared + own).map { $0.claim(id) }
    }
}
