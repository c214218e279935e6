import ConfigStoreAPI
import ConfigStoreClient
import RemoteSources
import ServiceKit
import Validation

/// Makes and changes connections: what proves itself to the forge is recorded, and nothing else.
struct Connections: Sendable {
    let configStore: ConfigStoreClient
    let forges: Forges

    /// - Throws: `ServiceError` 400 `connectionRefused` with the forge's word.
    func create(of organization: String, _ request: CreateConnectionRequest) async throws -> Connection {
        var violations = Violations()
        violations.add(NameGrammar.violation(of: request.name ?? "", at: "name"))
        let type = ConnectionType(rawValue: request.type ?? "")
        switch type {
        case .token: Self.check(token: request.accessToken ?? "", into: &violations)
        case .app:
            Self.check(key: request.appPrivateKey ?? "", into: &violations)
            Self.check(appID: request.appID ?? "", account: request.installationAccount ?? "", into: &violations)
        case nil: violations.add("type", .notSupported, "a type is needed: token or app")
        }
        guard violations.isEmpty, let type else {
            throw ServiceError(code: "invalidConnection", violations: violations)
        }
        let forge = try await forges.forge(request.remoteSourceRef ?? "")
        let proof = Proof(
            type: type, secret: (type == .token ? request.accessToken : request.appPrivateKey) ?? "",
            appID: request.appID ?? "", account: request.installationAccount ?? "")
        var proven = request
        (proven.remoteUserID, proven.remoteUserName) = try await remoteUser(proof, at: forge)
        return try await configStore.createConnection(of: organization, proven)
    }

    /// Changes a connection; what has to do with the forge proves itself first.
    func update(_ connection: Connection, _ request: UpdateConnectionRequest) async throws -> Connection {
        let secret = connection.type == .token ? request.accessToken : request.appPrivateKey
        guard secret != nil || request.appID != nil || request.installationAccount != nil else {
            return try await configStore.updateConnection(connection.id, of: connection.organizationID, request)
        }
        var violations = Violations()
        switch (connection.type, secret) {
        case (.token, let secret?): Self.check(token: secret, into: &violations)
        case (.app, let secret?): Self.check(key: secret, into: &violations)
        case (.token, nil): violations.add("access_token", .required, "a connection by token has only this")
        case (.app, nil): break
        }
        if connection.type == .app {
            Self.check(
                appID: request.appID ?? connection.appID,
                account: request.installationAccount ?? connection.installationAccount, into: &violations)
        }
        guard violations.isEmpty else { throw ServiceError(code: "invalidConnection", violations: violations) }
        var proven = request
        let stored: String
        if let secret {
            stored = secret
        } else {
            let credentials = try await configStore.connectionCredentials(
                connection.id, of: connection.organizationID)
            stored = credentials.appPrivateKey
            proven.ifRevision = credentials.revision
        }
        let proof = Proof(
            type: connection.type, secret: stored, appID: request.appID ?? connection.appID,
            account: request.installationAccount ?? connection.installationAccount)
        (proven.remoteUserID, proven.remoteUserName) = try await remoteUser(
            proof, at: try await forges.forge(connection.remoteSourceID))
        proven.needsToken = false
        return try await configStore.updateConnection(connection.id, of: connection.organizationID, proven)
    }

    private struct Proof {
        let type: ConnectionType
        let secret: String
        let appID: String
        let account: String
    }

    /// Whose token it is, or which installation the app has.
    private func remoteUser(_ proof: Proof, at forge: Forge) async throws -> (id: String, name: String) {
        do throws(OperationError) {
            switch proof.type {
            case .token:
                let user = try await forges.session(forge, CredentialSet(accessToken: proof.secret)).currentUser()
                return (user.id, user.loginName)
            case .app:
                let app = AppCredentials(issuer: proof.appID, privateKey: proof.secret)
                let session = forges.session(forge, CredentialSet(app: app))
                let installation = try await session.perform(.appInstallations) { driver throws(DriverError) in
                    try await driver.installation(of: proof.account)
                }.output
                _ = try await session.asInstallation(of: proof.account)
                return (installation.id, proof.account)
            }
        } catch {
            throw Self.refusal(error)
        }
    }

    private static func refusal(_ error: OperationError) -> ServiceError {
        let word: String? =
            switch error {
            case .driver(.unauthorized(let text)), .driver(.forbidden(let text)), .driver(.notFound(let text)): text
            case .driver(.invalid(_, let text)), .driver(.notSupported(let text)): text
            default: nil
            }
        guard let word else {
            return ServiceError(error, unauthorized: ServiceError(.invalid, code: "connectionRefused", ""))
        }
        return ServiceError(.invalid, code: "connectionRefused", "the forge refuses this connection: \(word)")
    }

    private static func check(token: String, into violations: inout Violations) {
        violations.add(TextRule.violation(of: token, at: "access_token", maxBytes: 16 * 1024))
    }

    private static func check(appID: String, account: String, into violations: inout Violations) {
        violations.add(TextRule.violation(of: appID, at: "app_id", maxBytes: 255))
        violations.add(TextRule.violation(of: account, at: "installation_account", maxBytes: 255))
    }

    private static func check(key: String, into violations: inout Violations) {
        violations.add(PrivateKeyRule.violation(of: key, at: "app_private_key"))
    }
}
