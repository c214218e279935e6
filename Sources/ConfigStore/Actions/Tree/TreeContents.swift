import ServiceKit
import Validation

/// What groups and projects hold, as the spaces of the claims `<id of what holds it>/<name>`.
///
/// A new kind of thing in the tree is added here: then nothing that holds one goes without `cascade`, and a cascade
/// removes it.
enum TreeContents {
    struct Space: Sendable {
        /// Of the claims.
        let name: String
        /// How refusals call what is in it.
        let label: String
    }

    static let ofGroups =
        [
            Space(name: ProjectGroupRecord.pathSpace, label: "project_groups"),
            Space(name: ProjectRecord.pathSpace, label: "projects"),
        ] + ofProjects
    static let ofProjects = [
        Space(name: VariableRecord.nameSpace, label: "variables"),
        Space(name: SecretRecord.nameSpace, label: "secrets"),
    ]

    /// What is removed with what holds it: the contents of owners, groups and projects, in this order.
    static let removedSpaces =
        ofGroups.map(\.name) + [
            OrganizationMemberRecord.organizationSpace, OrganizationInvitationRecord.organizationSpace,
            LinkedAccountRecord.detachedSpace, ConnectionRecord.nameSpace,
        ]

    /// Refuses when a group holds anything, now or when the transaction is applied.
    static func requireNothing(
        in place: Place, code: String, _ what: String, _ transaction: ActionTransaction
    ) throws {
        try requireNothing(ofGroups, in: place.nearest.id, code: code, what, transaction)
    }

    /// Refuses when a project holds anything, now or when the transaction is applied.
    static func requireNothing(in project: Stored<ProjectRecord>, _ transaction: ActionTransaction) throws {
        try requireNothing(ofProjects, in: project.id, code: "projectInUse", "the project", transaction)
    }

    private static func requireNothing(
        _ spaces: [Space], in id: String, code: String, _ what: String, _ transaction: ActionTransaction
    ) throws {
        var details: [Violation] = []
        for space in spaces {
            transaction.requireNone(space.name, prefix: "\(id)/")
            let count = try transaction.claimCount(space.name, prefix: "\(id)/")
            if count > 0 { details.append(Violation(FieldPath(space.label), "inUse", String(count))) }
        }
        guard !details.isEmpty else { return }
        let counts = details.map { "\($0.message) \($0.path.description.replacing("_", with: " "))" }
        throw ServiceError(
            .conflict, code: code,
            "\(what) holds \(counts.joined(separator: " and ")): delete with cascade=true to delete all of it",
            details: details)
    }
}
