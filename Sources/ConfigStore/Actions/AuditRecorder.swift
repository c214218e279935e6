import ConfigStoreAPI
import Foundation
import ServiceKit

/// Keeps an entry of the audit log for every change, in the transaction of the change.
struct AuditRecorder: ChangeRecorder {
    let identifiers: IdentifierGenerator
    let now: @Sendable () -> Date
    /// Nothing is held by more.
    static let maxHolders = 64
    private static let maxReferenceBytes = 2_048

    func keep(_ changes: [Change], in transaction: inout Transaction) throws {
        let context = AuditContext.current
        let (time, actor) = (now(), Self.actor(context.actor, changes))
        for change in changes {
            let entry = AuditEntry(
                id: identifiers.next(), time: time, actor: actor, operation: change.operation.rawValue,
                kind: change.kind.rawValue, objectID: change.id,
                ref: String(decoding: change.ref.utf8.prefix(Self.maxReferenceBytes), as: UTF8.self),
                clientAddress: context.clientAddress, requestID: context.requestID,
                changes: AuditDifference.fields(before: change.before, after: change.after))
            let holders = Array(change.holders.suffix(Self.maxHolders))
            let record = Stored(id: entry.id, revision: 0, value: AuditRecord(entry: entry, holders: holders))
            transaction.puts.append(try record.record())
            transaction.takes += record.value.claims.map { .init(claim: $0, holder: record.key) }
        }
    }

    /// Who registers is nobody yet when they come, and the new user when it is done: a forge has vouched for them.
    private static func actor(_ actor: AuditActor, _ changes: [Change]) -> AuditActor {
        guard actor.kind == .anonymous,
            let user = changes.first(where: { $0.kind == UserRecord.kind && $0.operation == .create })
        else { return actor }
        return .user(id: user.id, name: user.ref)
    }
}
