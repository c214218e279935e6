import ConfigStoreAPI
import Foundation
import ServiceKit
import Validators

/// What goes along when something that holds it is moved, renamed or deleted: validators that look at such things see
/// each of them, so that a move is no way around what holds at the new place, nor a cascade around what may not go.
///
/// Nothing is read that no validator looks at, but for what leads there.
struct ReviewedContents {
    let validators: ValidatorSet
    let transaction: ActionTransaction
    let maxCount: Int

    /// The most objects that go along; what holds more goes in parts.
    static let maxCount = 10_000

    func changes(along change: Change) throws -> [ProposedChange] {
        guard let proposed = ProposedChange(change), proposed.previousPath != nil || change.operation == .delete
        else { return [] }
        let kinds = kinds(lookedAtAlong: proposed)
        guard !kinds.isEmpty, let old = try holder(of: change) else { return [] }
        if change.operation == .delete { return try contents(of: Way(old: old, new: nil), kinds) }
        guard let new = try self.new(old, change) else { return [] }
        return try contents(of: Way(old: old, new: new), kinds)
    }

    /// Which kinds of contents a validator looks at where they are or will be.
    private func kinds(lookedAtAlong change: ProposedChange) -> Set<RecordKind> {
        let operation = change.operation == .delete ? change.operation : .move
        let paths = [change.path, change.previousPath].compactMap(\.self)
        return Way.kinds.filter { kind in
            validators.all.contains { validator in
                paths.contains { validator.looks(at: kind.rawValue, operation, below: $0) }
            }
        }
    }

    /// What is changed, when it can hold something.
    private func holder(of change: Change) throws -> Holder? {
        switch change.kind {
        case ProjectRecord.kind:
            guard let project = try transaction.object(ProjectRecord.self, id: change.id) else { return nil }
            return try transaction.tree.placeIfReachable(ofGroup: project.value.parentID)
                .map { Holder(project, in: $0) }
        case ProjectGroupRecord.kind: return try transaction.tree.placeIfReachable(ofGroup: change.id).map(Holder.init)
        case UserRecord.kind, OrganizationRecord.kind:
            let record = try transaction.record(RecordKey(change.kind, change.id))
            return try record.flatMap(TreeOwner.init).map { Holder(try transaction.tree.root(of: $0)) }
        default: return nil
        }
    }

    /// The same once the transaction is applied.
    private func new(_ old: Holder, _ change: Change) throws -> Holder? {
        guard let record = transaction.writes.puts.first(where: { $0.kind == change.kind && $0.id == change.id })
        else { return nil }
        if let owner = try TreeOwner(record) { return Place(owner: owner, groups: old.place.groups).map(Holder.init) }
        if record.kind == ProjectRecord.kind {
            let project = try Stored<ProjectRecord>(record).written
            let isMoved = project.value.parentID != old.place.nearest.id
            let place = isMoved ? try transaction.tree.placeIfReachable(ofGroup: project.value.parentID) : old.place
            return place.map { Holder(project, in: $0) }
        }
        let group = try Stored<ProjectGroupRecord>(record).written
        if group.value.parentID == old.place.nearest.value.parentID {
            return Holder(old.place.replacingNearest(group))
        }
        return try transaction.tree.placeIfReachable(ofGroup: group.value.parentID).map { Holder($0.holding(group)) }
    }

    /// Level by level, with at most four queries for each.
    private func contents(of top: Way, _ kinds: Set<RecordKind>) throws -> [ProposedChange] {
        let spaces = Way.spaces(leadingTo: kinds)
        let holdsInProjects = !kinds.isDisjoint(with: [SecretRecord.kind, VariableRecord.kind])
        let rewritten = try rewrittenVariables()
        var (found, count): ([ProposedChange], Int) = ([], 0)
        var level = [top]
        while !level.isEmpty {
            let ways = Dictionary(level.map { ($0.old.id, $0) }) { first, _ in first }
            level = []
            for space in spaces {
                let claims = try transaction.claims(space, below: Array(ways.keys), limit: maxCount - count + 1)
                count += claims.count
                guard count <= maxCount else { throw tooMany }
                for claim in claims {
                    guard let way = ways[String(claim.key.prefix { $0 != "/" })] else { continue }
                    let content = try way.content(claim.record, rewritten: rewritten)
                    if content.isGroup || holdsInProjects, let next = content.way { level.append(next) }
                    if kinds.contains(claim.record.kind), let change = try content.change(validators) {
                        found.append(change)
                    }
                }
            }
        }
        return found
    }

    /// Variables that get other secrets by what is reviewed, as they will be.
    private func rewrittenVariables() throws -> [String: Stored<VariableRecord>] {
        let puts = transaction.writes.puts.filter { $0.kind == VariableRecord.kind }
        return Dictionary(try puts.map { ($0.id, try Stored<VariableRecord>($0).written) }) { _, last in last }
    }

    var tooMany: ServiceError {
        ServiceError(
            .invalid, code: "tooManyObjects",
            "a validator looks at what goes along, which is at most \(maxCount) objects at once: do it in parts")
    }
}
