import GatewayClient
import StrictYAML
import Validation

/// Compares declared organizations and their members with the stored ones.
struct OrganizationPlanner {
    let gateway: GatewayClient
    let prunes: Bool

    private typealias FieldChange = ProvisioningPlan.FieldChange

    func plan(
        _ declarations: [OrganizationDeclaration], _ owners: inout GroupOwners, _ problems: inout [YAMLProblem]
    ) async throws -> ProvisioningPlan.Section {
        var stored: [String: Organization] = [:]
        for try await organization in gateway.allOrganizations { stored[organization.name] = organization }
        let renames = RenamePlan(declarations, stored: stored)
        var section = ProvisioningPlan.Section()
        var users: [String: Bool] = [:]
        for (declaration, organization) in renames.matches {
            owners.byPath["org/\(declaration.name)"] =
                organization.map { .stored("org/\($0.name)") } ?? .created(visibility: declaration.visibility)
            if let step = Self.step(for: declaration, stored: organization) { section.changes.append(step) }
            guard let members = declaration.members else { continue }
            var roles: [String: String] = [:]
            if let organization {
                for try await member in gateway.allOrganizationMembers(of: organization.id) {
                    roles[member.user.name] = member.role
                }
            }
            for member in members where roles[member.user] == nil {
                if try await !exists(member.user, &users) {
                    problems.append(member.place.problem("userDoesNotExist", "there is no user \(member.user)"))
                }
            }
            plan(members, of: declaration.name, stored: roles, into: &section)
        }
        for organization in renames.rest.values.sorted(by: { $0.name < $1.name }) {
            let step = ProvisioningPlan.Step(action: .delete, noun: "organization", name: organization.name) {
                gateway throws(GatewayClientError) in try await gateway.deleteOrganization(organization.id)
            }
            guard prunes else {
                section.undeclared.append(step.subject)
                continue
            }
            section.deletions.append(step)
            owners.deleted.append("org/\(organization.name)")
        }
        return section
    }

    private static func step(
        for declaration: OrganizationDeclaration, stored: Organization?
    ) -> ProvisioningPlan.Step? {
        let (name, visibility) = (declaration.name, declaration.visibility)
        guard let stored else {
            return .init(
                action: .create, noun: "organization", name: name,
                changes: FieldChange.settings([("visibility", visibility)])
            ) { gateway throws(GatewayClientError) in
                _ = try await gateway.createOrganization(name, visibility: visibility)
            }
        }
        let changes = FieldChange.differences([
            ("name", stored.name, name), ("visibility", stored.visibility, visibility),
        ])
        guard !changes.isEmpty else { return nil }
        return .init(action: .update, noun: "organization", name: name, changes: changes) {
            gateway throws(GatewayClientError) in
            _ = try await gateway.updateOrganization(
                stored.id, name: name == stored.name ? nil : name, visibility: visibility)
        }
    }

    /// Owners come first, so that the one before can become less.
    private func plan(
        _ members: [OrganizationDeclaration.Member], of organization: String, stored roles: [String: String],
        into section: inout ProvisioningPlan.Section
    ) {
        for member in members.filter({ $0.role == "owner" }) + members.filter({ $0.role != "owner" }) {
            let (user, role, before) = (member.user, member.role, roles[member.user])
            guard before != role else { continue }
            section.changes.append(
                .init(
                    action: before == nil ? .create : .update, noun: "member", name: "\(user) of \(organization)",
                    changes: [.init(field: "role", from: before ?? "", to: role)]
                ) { gateway throws(GatewayClientError) in
                    _ = try await gateway.setOrganizationMember(user, of: organization, role: role)
                })
        }
        for user in Set(roles.keys).subtracting(members.map(\.user)).sorted() {
            let step = ProvisioningPlan.Step(action: .delete, noun: "member", name: "\(user) of \(organization)") {
                gateway throws(GatewayClientError) in
                try await gateway.removeOrganizationMember(user, of: organization)
            }
            if prunes { section.deletions.append(step) } else { section.undeclared.append(step.subject) }
        }
    }

    private func exists(_ user: String, _ known: inout [String: Bool]) async throws -> Bool {
        if let exists = known[user] { return exists }
        do throws(GatewayClientError) {
            _ = try await gateway.user(user)
            known[user] = true
        } catch {
            guard error.status == 404 else { throw error }
            known[user] = false
        }
        return known[user] ?? false
    }
}
