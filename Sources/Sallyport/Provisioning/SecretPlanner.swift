import GatewayClient
import StrictYAML
import Validation

/// Compares declared secrets of project groups with the stored ones.
struct SecretPlanner {
    let gateway: GatewayClient
    let environment: [String: String]
    /// Where relative paths of secrets start.
    let directory: String
    let prunes: Bool

    private static let noun = "secret"

    func plan(
        _ declarations: [SecretDeclaration], _ tree: inout GroupTree, _ problems: inout [YAMLProblem]
    ) async throws -> ProvisioningPlan.Section {
        var section = ProvisioningPlan.Section()
        for group in declarations.map(\.group).inOrder {
            let declared = declarations.filter { $0.group == group }
            guard let index = try await tree.find(group) else {
                problems += declared.map { $0.place.problem("projectGroupDoesNotExist", GroupTree.missing(group)) }
                continue
            }
            // A group that is still to be created holds nothing.
            let holder = tree.nodes[index].id.map { ProjectOrGroup.projectGroup($0) }
            var stored: [String: Secret] = [:]
            if let holder {
                for try await secret in gateway.allSecrets(of: holder) { stored[secret.name] = secret }
            }
            for declaration in declared {
                guard let data = data(of: declaration, &problems) else { continue }
                let isStored = stored.removeValue(forKey: declaration.secretName) != nil
                if isStored, let holder,
                    try await gateway.secretMatches(declaration.secretName, of: holder, data: data)
                {
                    continue
                }
                section.changes.append(Self.step(for: declaration, isStored: isStored, data))
            }
            for name in stored.keys.sorted() {
                let step = ProvisioningPlan.Step(action: .delete, noun: Self.noun, name: "\(name) of \(group.text)") {
                    gateway throws(GatewayClientError) in
                    try await gateway.deleteSecret(name, of: .projectGroup(group.text))
                }
                if prunes { section.deletions.append(step) } else { section.undeclared.append(step.subject) }
            }
        }
        return section
    }

    private func data(
        of declaration: SecretDeclaration, _ problems: inout [YAMLProblem]
    ) -> [String: String]? {
        var data: [String: String] = [:]
        for (key, item) in declaration.data {
            do throws(CommandFailure) {
                data[key] = try item.reference.resolve(relativeTo: directory, environment: environment)
            } catch {
                problems.append(item.place.problem("missingSecret", "\(error)"))
            }
        }
        return data.count == declaration.data.count ? data : nil
    }

    private static func step(
        for declaration: SecretDeclaration, isStored: Bool, _ data: [String: String]
    ) -> ProvisioningPlan.Step {
        let (name, group) = (declaration.secretName, ProjectOrGroup.projectGroup(declaration.group.text))
        if isStored {
            return .init(
                action: .update, noun: noun, name: declaration.name,
                changes: [.init(field: "data", from: "", to: "another one")]
            ) { gateway throws(GatewayClientError) in
                _ = try await gateway.updateSecret(name, of: group, SecretRequest(data: data))
            }
        }
        return .init(
            action: .create, noun: noun, name: declaration.name,
            changes: [.init(field: "keys", from: "", to: data.keys.sorted().joined(separator: ", "))]
        ) { gateway throws(GatewayClientError) in
            _ = try await gateway.createSecret(of: group, SecretRequest(name: name, type: "internal", data: data))
        }
    }
}

extension Sequence where Element: Hashable {
    /// Each once, in the order of their first places.
    var inOrder: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
