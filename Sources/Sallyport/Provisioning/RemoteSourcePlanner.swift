import GatewayClient
import StrictYAML
import Validation

/// Compares declared remote sources with the stored ones.
struct RemoteSourcePlanner {
    let gateway: GatewayClient
    let environment: [String: String]
    /// Where relative paths of secrets start.
    let directory: String
    let prunes: Bool

    func plan(
        _ declarations: [RemoteSourceDeclaration], _ problems: inout [YAMLProblem]
    ) async throws -> ProvisioningPlan.Section {
        var stored: [String: RemoteSourceDetails] = [:]
        for try await source in gateway.allRemoteSourceDetails { stored[source.name] = source }
        let renames = RenamePlan(declarations, stored: stored)
        var section = ProvisioningPlan.Section()
        for (declaration, source) in renames.matches {
            var secret: String?
            do throws(CommandFailure) {
                secret = try declaration.clientSecret?.resolve(relativeTo: directory, environment: environment)
            } catch {
                problems.append(
                    declaration.secretPlace.problem(
                        "missingSecret", "the client secret of \(declaration.name): \(error)"))
            }
            if let step = try await step(for: declaration, stored: source, secret) { section.changes.append(step) }
        }
        for source in renames.rest.values.sorted(by: { $0.name < $1.name }) {
            let step = ProvisioningPlan.Step(action: .delete, noun: Self.noun, name: source.name) {
                gateway throws(GatewayClientError) in try await gateway.deleteRemoteSource(source.id)
            }
            if prunes { section.deletions.append(step) } else { section.undeclared.append(step.subject) }
        }
        return section
    }

    private static let noun = "remote source"

    private func step(
        for declaration: RemoteSourceDeclaration, stored: RemoteSourceDetails?, _ secret: String?
    ) async throws -> ProvisioningPlan.Step? {
        var request = RemoteSourceRequest(
            name: declaration.name, apiURL: declaration.apiURL, type: declaration.type,
            authType: declaration.authType, clientID: declaration.clientID, clientSecret: secret,
            skipVerify: declaration.skipVerify, sshHostKey: declaration.sshHostKey,
            skipSSHHostKeyCheck: declaration.skipSSHHostKeyCheck,
            registrationEnabled: declaration.registrationEnabled, loginEnabled: declaration.loginEnabled)
        guard let stored else {
            let settings = [
                ("type", declaration.type), ("apiURL", declaration.apiURL), ("auth.type", declaration.authType),
                ("auth.clientID", declaration.clientID),
            ]
            return .init(
                action: .create, noun: Self.noun, name: declaration.name,
                changes: ProvisioningPlan.FieldChange.settings(settings)
            ) { [request] gateway throws(GatewayClientError) in _ = try await gateway.createRemoteSource(request) }
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
        return .init(action: .update, noun: Self.noun, name: declaration.name, changes: changes) {
            [request] gateway throws(GatewayClientError) in
            _ = try await gateway.updateRemoteSource(stored.id, request)
        }
    }

    private static func changes(
        from stored: RemoteSourceDetails, to declaration: RemoteSourceDeclaration
    ) -> [ProvisioningPlan.FieldChange] {
        ProvisioningPlan.FieldChange.differences([
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
        ])
    }
}
