import ConfigStoreAPI
import Foundation
import ServiceKit
import Validators

/// What goes along when something that holds it is moved, renamed or deleted: validators that look at such things see
/// each of them, so that a move is no way around what holds at the new place, nor a cascade around what may not go.
///
/// Nothing is read when no validator looks at any of it.
struct ReviewedContents {
    let validators: ValidatorSet
    let transaction: ActionTransaction
    let maxCount: Int

    /// The most objects that go along; what holds more goes in parts.
    static let maxCount = 10_000

    /// Where something was, and where it will be; nil when it goes.
    private struct Way {
        let old: Place
        let new: Place?
    }

    func changes(along change: Change) throws -> [ProposedChange] {
        guard let proposed = ProposedChange(change), proposed.previousPath != nil || change.operation == .delete,
            isLookedAt(proposed), let old = try place(of: change)
        else { return [] }
        let new = try change.operation == .delete ? nil : self.new(old, change)
        return try contents(of: Way(old: old, new: new))
    }

    private static let kinds = [ProjectGroupRecord.kind.rawValue, ProjectRecord.kind.rawValue]

    private func isLookedAt(_ change: ProposedChange) -> Bool {
        let operation = change.operation == .delete ? change.operation : .move
        let paths = [change.path, change.previousPath].compactMap(\.self)
        return validators.all.contains { validator in
            Self.kinds.contains { kind in paths.contains { validator.looks(at: kind, operation, below: $0) } }
        }
    }

    /// The group whose contents go along with what is changed.
    private func place(of change: Change) throws -> Place? {
        switch change.kind {
        case ProjectGroupRecord.kind: return try transaction.tree.placeIfReachable(ofGroup: change.id)
        case UserRecord.kind, OrganizationRecord.kind:
            let record = try transaction.record(RecordKey(change.kind, change.id))
            return try record.flatMap(TreeOwner.init).map { try transaction.tree.root(of: $0) }
        default: return nil
        }
    }

    /// The same place once the transaction is applied.
    private func new(_ old: Place, _ change: Change) throws -> Place? {
        guard let record = transaction.writes.puts.first(where: { $0.kind == change.kind && $0.id == change.id })
        else { return nil }
        if let owner = try TreeOwner(record) { return Place(owner: owner, groups: old.groups) }
        let group = try Stored<ProjectGroupRecord>(record).written
        if group.value.parentID == old.nearest.value.parentID { return old.replacingNearest(group) }
        return try transaction.tree.placeIfReachable(ofGroup: group.value.parentID)?.holding(group)
    }

    /// Level by level, with two queries for each.
    private func contents(of top: Way) throws -> [ProposedChange] {
        var (found, count): ([ProposedChange], Int) = ([], 0)
        var level = [top]
        while !level.isEmpty {
            let ways = Dictionary(level.map { ($0.old.nearest.id, $0) }) { first, _ in first }
            level = []
            for space in [ProjectGroupRecord.pathSpace, ProjectRecord.pathSpace] {
                let claims = try transaction.claims(space, below: Array(ways.keys), limit: maxCount - count + 1)
                count += claims.count
                guard count <= maxCount else { throw tooMany }
                for claim in claims {
                    guard let way = ways[String(claim.key.prefix { $0 != "/" })] else { continue }
                    if claim.record.kind == ProjectGroupRecord.kind {
                        let group = try Stored<ProjectGroupRecord>(claim.record)
                        let next = Way(old: way.old.holding(group), new: way.new?.holding(group))
                        level.append(next)
                        found += try proposed(
                            claim.record, ProjectGroup(next.old), next.new.map { ProjectGroup($0) }, path: \.path)
                    } else {
                        let project = try Stored<ProjectRecord>(claim.record)
                        found += try proposed(
                            claim.record, Project(project, in: way.old), way.new.map { Project(project, in: $0) },
                            path: \.path)
                    }
                }
            }
        }
        return found
    }

    /// The change of one object, where somebody looks at it.
    private func proposed<Object: Encodable>(
        _ record: Record, _ before: Object, _ after: Object?, path: (Object) -> String
    ) throws -> [ProposedChange] {
        var change = ProposedChange(
            operation: after == nil ? .delete : .move, kind: record.kind.rawValue, id: record.id,
            path: path(after ?? before), previousPath: after == nil ? nil : path(before))
        guard validators.all.contains(where: { $0.scope.contains(change) }) else { return [] }
        change.before = Array(try JSONCoding.encoder().encode(before))
        change.after = try after.map { Array(try JSONCoding.encoder().encode($0)) }
        return [change]
    }

    private var tooMany: ServiceError {
        ServiceError(
            .invalid, code: "tooManyObjects",
            "a validator looks at what goes along, which is at most \(maxCount) groups and projects at once: do it in parts"
        )
    }
}
