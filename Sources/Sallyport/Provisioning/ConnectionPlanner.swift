import GatewayClient
import StrictYAML
import Validation

/// Compares declared connections of organizations with the stored ones.
struct ConnectionPlanner {
    let gateway: GatewayClient
    let environment: [String: String]
    /// Where relative paths of secrets start.
    let directory: String
    let prunes: Bool
    /// What remote sources are called once they are as declared: by id, and those that are to be created.
    let sources: DeclaredSources

    private static let noun = "connection"
    private typealias FieldChange = ProvisioningPlan.FieldChange

    func plan(
        _ declarations: [ConnectionDeclaration], _ owners: GroupOwners, _ problems: inout [YAMLProblem]
    ) async throws -> ProvisioningPlan.Section {
        var section = ProvisioningPlan.Section()
        for organization in declarations.map(\.organization).inOrder {
            let declared = declarations.filter { $0.organization == organization }
            guard let stored = try await stored(organization, owners) else {
                problems += declared.map {
                    $0.place.problem("organizationDoesNotExist", "there is no organization \(organization)")
                }
                continue
            }
            let renames = RenamePlan(declared, stored: stored)
            for (declaration, connection) in renames.matches {
                if let step = try await step(for: declaration, stored: connection, &problems) {
                    section.changes.append(step)
                }
            }
            for connection in renames.rest.values.sorted(by: { $0.name < $1.name }) {
                let step = ProvisioningPlan.Step(
                    action: .delete, noun: Self.noun, name: "\(connection.name) of \(organization)"
                ) { gateway throws(GatewayClientError) in
                    try await gateway.deleteConnection(connection.id, of: connection.organizationID)
                }
                if prunes { section.deletions.append(step) } else { section.undeclared.append(step.subject) }
            }
        }
        return section
    }

    /// An organization's connections as declarations name them; nil when there is no such organization.
    private func stored(_ organization: String, _ owners: GroupOwners) async throws -> [String: Connection]? {
        let path = "org/\(organization)"
        if owners.deleted.contains(path) { return nil }
        var ref = organization
        switch owners.byPath[path] {
        case .created: return [:]
        case .stored(let former): ref = String(former.dropFirst("org/".count))
        case nil: break
        }
        var stored: [String: Connection] = [:]
        do throws(GatewayClientError) {
            var cursor: String?
            repeat {
                let page = try await gateway.connections(of: ref, limit: 100, cursor: cursor)
                for connection in page.items { stored["\(connection.name) of \(organization)"] = connection }
                cursor = page.nextCursor
            } while cursor != nil
        } catch {
            guard error.status == 404 else { throw error }
            return nil
        }
        return stored
    }

    private func step(
        for declaration: ConnectionDeclaration, stored: Connection?, _ problems: inout [YAMLProblem]
    ) async throws -> ProvisioningPlan.Step? {
        guard let secret = secret(of: declaration, &problems) else { return nil }
        let organization = declaration.organization
        guard let stored else {
            guard sources.names.contains(declaration.remoteSource) else {
                problems.append(
                    declaration.sourcePlace.problem(
                        "remoteSourceDoesNotExist", "there is no remote source \(declaration.remoteSource)"))
                return nil
            }
            let request = declaration.request(secret: secret)
            return .init(
                action: .create, noun: Self.noun, name: declaration.name,
                changes: FieldChange.settings([
                    ("remoteSource", declaration.remoteSource), ("type", declaration.type),
                    ("appID", declaration.appID), ("installationAccount", declaration.installationAccount),
                    ("expires", declaration.expires ?? ""),
                ])
            ) { gateway throws(GatewayClientError) in
                _ = try await gateway.createConnection(of: organization, request)
            }
        }
        let source = sources.byID[stored.remoteSourceID] ?? stored.remoteSourceID
        guard stored.type == declaration.type, source == declaration.remoteSource else {
            problems.append(
                declaration.place.problem(
                    "connectionDiffers",
                    "a connection keeps its type (\(stored.type)) and its remote source (\(source)): give this one "
                        + "another name"))
            return nil
        }
        return try await update(declaration, stored, secret)
    }

    private func update(
        _ declaration: ConnectionDeclaration, _ stored: Connection, _ secret: String
    ) async throws -> ProvisioningPlan.Step? {
        let hasSecret = try await gateway.connectionSecretMatches(
            stored.id, of: stored.organizationID, secret: secret)
        var changes = FieldChange.differences([
            ("name", stored.name, declaration.connectionName), ("appID", stored.appID, declaration.appID),
            ("installationAccount", stored.installationAccount, declaration.installationAccount),
        ])
        let expiry = (stored.expiresAt ?? "", declaration.expires ?? "")
        let expires = try? (ConnectionDeclaration.time(expiry.0), ConnectionDeclaration.time(expiry.1))
        if expires.map({ $0.0 != $0.1 }) ?? (expiry.0 != expiry.1) {
            changes += FieldChange.differences([("expires", expiry.0, expiry.1)])
        }
        if !hasSecret { changes.append(.init(field: "secret", from: "", to: "another one")) }
        if hasSecret, stored.needsToken { changes.append(.init(field: "state", from: "refused", to: "asked again")) }
        guard !changes.isEmpty else { return nil }
        var request = declaration.request(secret: secret)
        (request.remoteSourceName, request.type) = (nil, nil)
        if stored.name == declaration.connectionName { request.name = nil }
        // An end that is taken away goes with the secret: what a change leaves out stays.
        if hasSecret, !stored.needsToken, declaration.expires != nil || stored.expiresAt == nil {
            (request.accessToken, request.appPrivateKey) = (nil, nil)
        }
        if declaration.appID == stored.appID { request.appID = nil }
        if declaration.installationAccount == stored.installationAccount { request.installationAccount = nil }
        return .init(action: .update, noun: Self.noun, name: declaration.name, changes: changes) {
            [request] gateway throws(GatewayClientError) in
            _ = try await gateway.updateConnection(stored.id, of: stored.organizationID, request)
        }
    }

    private func secret(of declaration: ConnectionDeclaration, _ problems: inout [YAMLProblem]) -> String? {
        guard let reference = declaration.secret else { return nil }
        do throws(CommandFailure) {
            let secret = try reference.resolve(relativeTo: directory, environment: environment)
            // A key in PEM ends with a line break, as the command line sends it too.
            return declaration.type == "app" ? secret.trimmingLineBreaks + "\n" : secret
        } catch {
            problems.append(declaration.secretPlace.problem("missingSecret", "\(error)"))
            return nil
        }
    }
}

extension String {
    fileprivate var trimmingLineBreaks: Substring {
        var text = self[...]
        while let last = text.last, last.isNewline { text.removeLast() }
        return text
    }
}
