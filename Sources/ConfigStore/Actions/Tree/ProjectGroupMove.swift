import ConfigStoreAPI
import ServiceKit
import Validation

/// A group's way to another parent.
struct ProjectGroupMove {
    let source: Place
    let destination: Place
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
        try ProjectGroupRules.checkDepth(destination.depth + levels.count)
        self.source = source
        self.destination = destination
        projects =
            destination.owner.id == source.owner.id
            ? [] : try Self.projects(in: levels.flatMap(\.self), for: destination.owner, in: transaction)
    }

    func write(in transaction: ActionTransaction) throws {
        transaction.requireUnchanged(destination)
        let claim = ProjectGroupRecord.parentClaim(source.nearest.id)
        transaction.release(claim)
        transaction.take(claim, for: destination.nearest.key)
        try SecretUses(transaction: transaction).move(Holder(source), to: destination)
        for project in projects {
            ProjectReferences.write(
                from: project, owner: source.owner.type, to: project, owner: destination.owner.type, in: transaction)
        }
    }

    /// The ids of a group and everything below it, level by level: one query for each.
    private static func groups(below id: String, in transaction: ActionTransaction) throws -> [[String]] {
        var levels = [[id]]
        while let level = levels.last, levels.count <= TreeReference.maxDepth + 1 {
            let next = try transaction.claims(ProjectGroupRecord.pathSpace, below: level, limit: .max)
            if next.isEmpty { break }
            levels.append(next.map(\.record.id))
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
