import Foundation
import GatewayClient

/// Makes the remote sources of a gateway what a file declares.
struct Provisioning: Sendable {
    let gateway: GatewayClient
    let environment: [String: String]

    /// Compares the declarations with what is stored.
    ///
    /// - Parameters:
    ///   - declarations: What the file says.
    ///   - prunes: Whether stored sources that the file does not have are deleted.
    /// - Throws: `GatewayClientError`, and `CommandFailure` when a secret is not there.
    func plan(for declarations: RemoteSourceDeclarations, prunes: Bool) async throws -> ProvisioningPlan {
        var stored: [String: RemoteSourceDetails] = [:]
        for try await source in gateway.allRemoteSourceDetails { stored[source.name] = source }
        let renames = RenamePlan(declarations.all, stored: stored)
        var plan = ProvisioningPlan(steps: [], undeclared: [])
        for (declaration, source) in renames.matches {
            let step = try await step(for: declaration, stored: source, directory: declarations.directory)
            if let step { plan.steps.append(step) }
        }
        let rest = renames.rest.values.sorted { $0.name < $1.name }
        guard prunes else {
            plan.undeclared = rest.map(\.name)
            return plan
        }
        plan.steps += rest.map {
            .init(action: .delete, name: $0.name, id: $0.id, changes: [], request: RemoteSourceRequest())
        }
        return plan
    }

    /// Does what the plan says, step by step.
    ///
    /// - Parameter report: Told of every step that is done.
    /// - Throws: `CommandFailure` that says what was done and what was not.
    func apply(_ plan: ProvisioningPlan, report: (String) -> Void) async throws(CommandFailure) {
        for (index, step) in plan.steps.enumerated() {
            do {
                switch step.action {
                case .create: _ = try await gateway.createRemoteSource(step.request)
                case .update: _ = try await gateway.updateRemoteSource(step.id, step.request)
                case .delete: try await gateway.deleteRemoteSource(step.id)
                }
            } catch {
                let left = plan.steps[index...].map { "\($0.action.rawValue) \($0.name)" }.joined(separator: ", ")
                throw CommandFailure(
                    "\(error)\n\(index) of \(plan.steps.count) changes are applied; not applied: \(left)")
            }
            report(step.done)
        }
    }

    private func step(
        for declaration: RemoteSourceDeclaration, stored: RemoteSourceDetails?, directory: String
    ) async throws -> ProvisioningPlan.Step? {
        let secret = try declaration.clientSecret.map { reference in
            do throws(CommandFailure) {
                return try reference.resolve(relativeTo: directory, environment: environment)
            } catch {
                throw CommandFailure("the client secret of \(declaration.name): \(error)")
            }
        }
        var request = RemoteSourceRequest(
            name: declaration.name, apiURL: declaration.apiURL, type: declaration.type,
            authType: declaration.authType, clientID: declaration.clientID, clientSecret: secret,
            skipVerify: declaration.skipVerify, sshHostKey: declaration.sshHostKey,
            skipSSHHostKeyCheck: declaration.skipSSHHostKeyCheck,
            registrationEnabled: declaration.registrationEnabled, loginEnabled: declaration.loginEnabled)
        guard let stored else {
            return .init(
                action: .create, name: declaration.name, id: "", changes: Self.settings(declaration), request: request)
        }
        var changes = Self.changes(from: stored, to: declaration)
        if let secret, stored.authType == "oauth2" {
            if try await gateway.remoteSourceSecretMatches(stored.id, clientSecret: secret) {
                request.clientSecret = nil
            } else {
                changes.append(.init(field: "auth.clientSecret", from: "", to: "another one"))
            }
        }
        guard !changes.isEmpty else { return nil }
        return .init(action: .update, name: declaration.name, id: stored.id, changes: changes, request: request)
    }

    private static func settings(_ declaration: RemoteSourceDeclaration) -> [ProvisioningPlan.FieldChange] {
        [
            ("type", declaration.type), ("apiURL", declaration.apiURL), ("auth.type", declaration.authType),
            ("auth.clientID", declaration.clientID),
        ].filter { !$0.1.isEmpty }.map { .init(field: $0.0, from: "", to: $0.1) }
    }

    private static func changes(
        from stored: RemoteSourceDetails, to declaration: RemoteSourceDeclaration
    ) -> [ProvisioningPlan.FieldChange] {
        [
            ("name", stored.name, declaration.name),
            ("type", stored.type, declaration.type),
            ("apiURL", stored.apiURL, declaration.apiURL),
            ("auth.type", stored.authType, declaration.authType),
            ("auth.clientID", stored.clientID, declaration.clientID),
            ("registrationEnabled", "\(stored.registrationEnabled)", "\(declaration.registrationEnabled)"),
            ("loginEnabled", "\(stored.loginEnabled)", "\(declaration.loginEnabled)"),
            ("skipVerify", "\(stored.skipVerify)", "\(declaration.skipVerify)"),
            ("sshHostKey", stored.sshHostKey, declaration.sshHostKey),
            ("skipSSHHostKeyCheck", "\(stored.skipSSHHostKeyCheck)", "\(declaration.skipSSHHostKeyCheck)"),
        ].filter { $0.1 != $0.2 }.map {
            .init(field: $0.0, from: $0.1.isEmpty ? "(none)" : $0.1, to: $0.2.isEmpty ? "(none)" : $0.2)
        }
    }
}
