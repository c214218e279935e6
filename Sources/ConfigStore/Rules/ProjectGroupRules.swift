import ConfigStoreAPI
import ServiceKit
import Validation

/// The rules on project groups.
enum ProjectGroupRules {
    /// Checks a new group, and returns its visibility.
    static func check(_ request: CreateProjectGroupRequest) throws -> Visibility {
        var violations = Violations()
        violations.add(NameGrammar.violation(of: request.name ?? "", at: "name"))
        let visibility = VisibilityRule.read(request.visibility, into: &violations)
        if (request.parentRef ?? "").isEmpty {
            violations.add("parent_ref", .required, "the path or id of a project group is needed")
        }
        try refuse(violations)
        return visibility
    }

    /// Checks a change, and returns the group with it, where it is now.
    static func changed(
        _ group: ProjectGroupRecord, by request: UpdateProjectGroupRequest
    ) throws -> ProjectGroupRecord {
        var group = group
        var violations = Violations()
        if let name = request.name, name != group.name {
            violations.add(
                group.isRoot
                    ? Violation("name", .notSupported, "a root project group has no name of its own")
                    : NameGrammar.violation(of: name, at: "name"))
            group.name = name
        }
        if let text = request.visibility {
            group.visibility = VisibilityRule.read(text, into: &violations)
        }
        try refuse(violations)
        return group
    }

    /// Refuses what would be too deep.
    static func checkDepth(_ depth: Int) throws {
        guard depth > TreeReference.maxDepth else { return }
        throw ServiceError(
            .invalid, code: "projectGroupTooDeep",
            "project groups are at most \(TreeReference.maxDepth) deep, this would be \(depth)",
            details: [Violation("parent_ref", .outOfRange, "this is too deep in the tree")])
    }

    private static func refuse(_ violations: Violations) throws {
        guard !violations.isEmpty else { return }
        let code =
            switch Set(violations.all.map(\.path.description)) {
            case ["name"]: "invalidProjectGroupName"
            case ["visibility"]: "invalidVisibility"
            case ["parent_ref"]: "invalidPath"
            default: "invalidProjectGroup"
            }
        throw ServiceError(code: code, violations: violations)
    }
}
