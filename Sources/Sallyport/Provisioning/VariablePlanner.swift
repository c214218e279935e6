import GatewayClient
import StrictYAML
import Validation

/// Compares declared variables of project groups with the stored ones.
struct VariablePlanner {
    let gateway: GatewayClient
    let prunes: Bool

    private static let noun = "variable"

    func plan(
        _ declarations: [VariableDeclaration], _ tree: inout GroupTree, _ problems: inout [YAMLProblem]
    ) async throws -> ProvisioningPlan.Section {
        var section = ProvisioningPlan.Section()
        for group in declarations.map(\.group).inOrder {
            let declared = declarations.filter { $0.group == group }
            guard let index = try await tree.find(group) else {
                problems += declared.map { $0.place.problem("projectGroupDoesNotExist", GroupTree.missing(group)) }
                continue
            }
            var stored: [String: Variable] = [:]
            if let id = tree.nodes[index].id {
                for try await variable in gateway.allVariables(of: .projectGroup(id)) {
                    stored[variable.name] = variable
                }
            }
            section.changes += declared.compactMap {
                Self.step(for: $0, stored: stored.removeValue(forKey: $0.variableName))
            }
            for name in stored.keys.sorted() {
                let step = ProvisioningPlan.Step(action: .delete, noun: Self.noun, name: "\(name) of \(group.text)") {
                    gateway throws(GatewayClientError) in
                    try await gateway.deleteVariable(name, of: .projectGroup(group.text))
                }
                if prunes { section.deletions.append(step) } else { section.undeclared.append(step.subject) }
            }
        }
        return section
    }

    private static func step(
        for declaration: VariableDeclaration, stored: Variable?
    ) -> ProvisioningPlan.Step? {
        let (name, group) = (declaration.variableName, ProjectOrGroup.projectGroup(declaration.group.text))
        let values = declaration.values
        let text = values.map(Self.text).joined(separator: "; ")
        guard let stored else {
            return .init(
                action: .create, noun: noun, name: declaration.name,
                changes: ProvisioningPlan.FieldChange.settings([("values", text)])
            ) { gateway throws(GatewayClientError) in
                _ = try await gateway.createVariable(of: group, VariableRequest(name: name, values: values))
            }
        }
        let before = stored.values.map {
            VariableRequest.Value(secretName: $0.secretName, secretVar: $0.secretVar, when: $0.when)
        }
        // In words, what is empty and what is left out are the same.
        let changes = ProvisioningPlan.FieldChange.differences([
            ("values", before.map(Self.text).joined(separator: "; "), text)
        ])
        guard !changes.isEmpty else { return nil }
        return .init(action: .update, noun: noun, name: declaration.name, changes: changes) {
            gateway throws(GatewayClientError) in
            _ = try await gateway.updateVariable(name, of: group, VariableRequest(values: values))
        }
    }

    /// Such as `deploy.token when branch main`.
    private static func text(of value: VariableRequest.Value) -> String {
        let when = value.when.map { ConditionText.text(of: $0) } ?? ""
        return "\(value.secretName).\(value.secretVar)" + (when.isEmpty ? "" : " when \(when)")
    }
}
