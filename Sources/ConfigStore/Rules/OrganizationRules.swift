import ConfigStoreAPI
import ServiceKit
import Validation

/// The rules on organizations and who belongs to them.
enum OrganizationRules {
    /// Checks a new organization, and returns its visibility.
    static func check(_ request: CreateOrganizationRequest) throws -> Visibility {
        var violations = Violations()
        violations.add(NameGrammar.violation(of: request.name ?? "", at: "name"))
        let visibility = VisibilityRule.read(request.visibility, into: &violations)
        if !violations.isEmpty { throw ServiceError(code: code(for: violations), violations: violations) }
        return visibility
    }

    /// Checks a change, and returns the new visibility; nil to leave it.
    static func check(_ request: UpdateOrganizationRequest) throws -> Visibility? {
        var violations = Violations()
        if let name = request.name { violations.add(NameGrammar.violation(of: name, at: "name")) }
        let visibility = request.visibility.map { VisibilityRule.read($0, into: &violations) }
        if !violations.isEmpty { throw ServiceError(code: code(for: violations), violations: violations) }
        return visibility
    }

    /// Reads a role.
    static func role(_ text: String?) throws -> OrganizationRole {
        if let text, let role = OrganizationRole(rawValue: text) { return role }
        throw ServiceError(
            code: "invalidRole",
            violations: Violations([
                Violation("role", text == nil ? .required : .notSupported, "a role is needed: owner or member")
            ]))
    }

    private static func code(for violations: Violations) -> String {
        switch Set(violations.all.map(\.path.description)) {
        case ["visibility"]: "invalidVisibility"
        default: "invalidOrganizationName"
        }
    }
}
