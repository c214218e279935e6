import GatewayClient

/// Compares declared validators with the stored ones.
struct ValidatorPlanner {
    let gateway: GatewayClient
    let prunes: Bool

    private static let noun = "validator"

    func plan(_ declarations: [ValidatorDeclaration]) async throws -> ProvisioningPlan.Section {
        var stored: [String: StoredValidator] = [:]
        for try await validator in gateway.allValidators { stored[validator.name] = validator }
        let renames = RenamePlan(declarations, stored: stored)
        var section = ProvisioningPlan.Section()
        section.changes = renames.matches.compactMap { Self.step(for: $0.declaration, stored: $0.stored) }
        for validator in renames.rest.values.sorted(by: { $0.name < $1.name }) {
            let step = ProvisioningPlan.Step(action: .delete, noun: Self.noun, name: validator.name) {
                gateway throws(GatewayClientError) in try await gateway.deleteValidator(validator.id)
            }
            if prunes { section.deletions.append(step) } else { section.undeclared.append(step.subject) }
        }
        return section
    }

    private static func step(
        for declaration: ValidatorDeclaration, stored: StoredValidator?
    ) -> ProvisioningPlan.Step? {
        let request = ValidatorRequest(name: declaration.name, rules: declaration.rules)
        guard let stored else {
            return .init(action: .create, noun: noun, name: declaration.name) { gateway throws(GatewayClientError) in
                _ = try await gateway.createValidator(request)
            }
        }
        var changes = ProvisioningPlan.FieldChange.differences([("name", stored.name, declaration.name)])
        if stored.rules != declaration.rules { changes.append(.init(field: "rules", from: "", to: "other ones")) }
        guard !changes.isEmpty else { return nil }
        return .init(action: .update, noun: noun, name: declaration.name, changes: changes) {
            gateway throws(GatewayClientError) in _ = try await gateway.updateValidator(stored.id, request)
        }
    }
}
