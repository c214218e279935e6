import GatewayClient
import StrictYAML

/// Makes what a gateway has what files declare.
struct Provisioning: Sendable {
    let gateway: GatewayClient
    let environment: [String: String]

    /// Compares the declarations with what is stored.
    ///
    /// - Parameters:
    ///   - declarations: What the files say.
    ///   - prunes: Whether what is stored and not declared is deleted.
    /// - Throws: `YAMLProblems` with everything that can't be as declared; `GatewayClientError`.
    func plan(for declarations: Declarations, prunes: Bool) async throws -> ProvisioningPlan {
        var problems: [YAMLProblem] = []
        var sections: [ProvisioningPlan.Section] = []
        if let declared = declarations.remoteSources {
            let planner = RemoteSourcePlanner(
                gateway: gateway, environment: environment, directory: declarations.directory, prunes: prunes)
            sections.append(try await planner.plan(declared, &problems))
        }
        var owners = GroupOwners()
        if let declared = declarations.organizations {
            let planner = OrganizationPlanner(gateway: gateway, prunes: prunes)
            sections.append(try await planner.plan(declared, &owners, &problems))
        }
        if let declared = declarations.connections {
            let planner = ConnectionPlanner(
                gateway: gateway, environment: environment, directory: declarations.directory, prunes: prunes,
                sources: try await DeclaredSources(gateway, declarations.remoteSources ?? []))
            sections.append(try await planner.plan(declared, owners, &problems))
        }
        var tree = GroupTree(gateway: gateway, owners: owners)
        if let declared = declarations.projectGroups {
            var planner = ProjectGroupPlanner(tree: tree)
            sections.append(try await planner.plan(declared, prunes: prunes, &problems))
            tree = planner.tree
        }
        if let declared = declarations.secrets {
            let planner = SecretPlanner(
                gateway: gateway, environment: environment, directory: declarations.directory, prunes: prunes)
            sections.append(try await planner.plan(declared, &tree, &problems))
        }
        if let declared = declarations.variables {
            let planner = VariablePlanner(gateway: gateway, prunes: prunes)
            sections.append(try await planner.plan(declared, &tree, &problems))
        }
        // Last: they look at what comes after them.
        if let declared = declarations.validators {
            sections.append(try await ValidatorPlanner(gateway: gateway, prunes: prunes).plan(declared))
        }
        if !problems.isEmpty { throw YAMLProblems(problems) }
        return ProvisioningPlan(sections)
    }

    /// Does what the plan says, step by step.
    ///
    /// - Parameter report: Told of every step that is done.
    /// - Throws: `CommandFailure` that says what was done and what was not.
    func apply(_ plan: ProvisioningPlan, report: (String) -> Void) async throws(CommandFailure) {
        for (index, step) in plan.steps.enumerated() {
            do {
                try await step.perform(gateway)
            } catch {
                let left = plan.steps[index...].map { "\($0.action.rawValue) \($0.subject)" }.joined(separator: ", ")
                throw CommandFailure(
                    "\(error)\n\(index) of \(plan.steps.count) changes are applied; not applied: \(left)")
            }
            report(step.done)
        }
    }
}
