import ConfigStoreAPI
import ServiceKit
import Validation

/// A group's way to another parent.
struct ProjectGroupMove {
    let source: Place
    let destination: Place
    /// The group and everything below it, each with the number of groups that it holds itself.
    private let subgroupCounts: [String: Int]
    /// How many groups the deepest one will be below its root group.
    private let depth: Int
    /// The projects that go to another owner, when there is one.
    private let projects: [Stored<ProjectRecord>]

    /// More projects than this go to another owner in parts: each of them is checked and written.
    static let maxProjectsToAnotherOwner = 10_000

    /// Checks a move.
    ///
    /// - Returns: nil when the group is there already.
    init?(_ source: Place, to ref: String, name: String, in transaction: ActionTransaction) throws {
        let destination = try transaction.tree.parent(ref)
        let group = source.nearest
        if destination.nearest.id == group.value.parentID { return nil }
        if group.value.isRoot {
            // Its parent is not a group, so naming itself is no move either.
            if destination.nearest.id == group.id { return nil }
            throw Self.refusal("cannotMoveRootProjectGroup", "a root project group can't be moved")
        }
        if destination.groups.contains(where: { $0.id == group.id }) {
            throw Self.refusal("cannotMoveProjectGroupBelowItself", "a project group can't be moved below itself")
        }
        let levels = try Self.groups(below: group.id, in: transaction)
        depth = destination.depth + levels.count
        try ProjectGroupRules.checkDepth(depth)
        subgroupCounts = levels.reduce(into: [:]) { $0.merge($1) { count, _ in count } }
        self.source = source
        self.destination = destination
        projects =
            destination.owner.id == source.owner.id
            ? [] : try Self.projects(in: Array(subgroupCounts.keys), for: destination.owner, in: transaction)
    }

    func write(in transaction: ActionTransaction) throws {
        transaction.requireUnchanged(destination)
        requireContentsUnchanged(in: transaction)
        let claim = ProjectGroupRecord.parentClaim(source.nearest.id)
        transaction.release(claim)
        transaction.take(claim, for: destination.nearest.key)
        try SecretUses(transaction: transaction).move(Holder(source), to: destination)
        for project in projects {
            ProjectReferences.write(
                from: project, owner: source.owner, to: project, owner: destination.owner, in: transaction)
        }
    }

    /// Requires that what was checked is all there is when this is applied: whoever makes or changes something below does
    /// not change the group that is moved.
    ///
    /// Only two checks look below: the depth, where it comes near the limit (otherwise ten groups in each other would have
    /// to be made meanwhile), and what projects use, where the owner changes.
    private func requireContentsUnchanged(in transaction: ActionTransaction) {
        let changesOwner = destination.owner.id != source.owner.id
        guard changesOwner || depth > TreeReference.maxDepth / 2 else { return }
        let held = Dictionary(grouping: projects, by: \.value.parentID)
        for (group, count) in subgroupCounts {
            transaction.requireCount(ProjectGroupRecord.pathSpace, prefix: "\(group)/", count)
            if changesOwner {
                transaction.requireCount(ProjectRecord.pathSpace, prefix: "\(group)/", held[group]?.count ?? 0)
            }
        }
        for project in projects { transaction.requireUnchanged(project.key, revision: project.revision) }
    }

    /// A group and everything below it, level by level, one query for each: how many groups each holds itself.
    private static func groups(below id: String, in transaction: ActionTransaction) throws -> [[String: Int]] {
        var levels: [[String: Int]] = []
        var level = [id]
        while !level.isEmpty, levels.count <= TreeReference.maxDepth + 1 {
            let next = try transaction.claims(ProjectGroupRecord.pathSpace, below: level, limit: .max)
            var counts = Dictionary(uniqueKeysWithValues: level.map { ($0, 0) })
            for claimed in next { counts[String(claimed.key.prefix { $0 != "/" }), default: 0] += 1 }
            levels.append(counts)
            level = next.map(\.record.id)
        }
        return levels
    }

    private static func projects(
        in groups: [String], for owner: TreeOwner, in transaction: ActionTransaction
    ) throws -> [Stored<ProjectRecord>] {
        let found = try transaction.claims(
            ProjectRecord.pathSpace, below: groups, limit: maxProjectsToAnotherOwner + 1)
        guard found.count <= maxProjectsToAnotherOwner else {
            throw refusal(
                "tooManyProjects",
                "at most \(maxProjectsToAnotherOwner) projects go to another owner at once: move it in parts")
        }
        let projects = try found.map { try Stored<ProjectRecord>($0.record) }
        try ProjectReferences.check(projects, owner: owner, in: transaction)
        return projects
    }

    private static func refusal(_ code: String, _ message: String) -> ServiceError {
        ServiceError(.invalid, code: code, message, details: [Violation("parent_ref", "invalidParent", message)])
    }
}
