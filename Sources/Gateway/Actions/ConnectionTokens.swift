import ConfigStoreAPI
import ConfigStoreClient
import RemoteSources
import ServiceKit

/// Asks forges as the connections of organizations: with an access token, or with an app's installation.
struct ConnectionTokens: Sendable {
    let forges: Forges

    /// Asks the connection's forge. A token or key that the forge refuses is marked, and not shown to it again.
    ///
    /// - Throws: `ServiceError` 409 `connectionNeedsToken` when the forge does not take it any more.
    func ask<Output: Sendable>(
        _ forge: Forge, as connection: Connection, secrets: [SecretSlot: String],
        _ operation: (RemoteSourceSession) async throws(OperationError) -> Output
    ) async throws -> Output {
        let needsToken = Self.needsToken(connection)
        if connection.needsToken { throw needsToken }
        let store = forges.configStore
        let stored = try await store.connectionCredentials(connection.id, of: connection.organizationID)
        do {
            return try await forges.ask(
                forge, CredentialSet(connection, stored, secrets: secrets), unauthorized: needsToken
            ) { session throws(OperationError) in
                switch connection.type {
                case .token: try await operation(session)
                case .app: try await Self.ask(session, asInstallationOf: connection.installationAccount, operation)
                }
            }
        } catch let error as ServiceError where error == needsToken {
            // Whoever has given another one meanwhile has changed the revision: then that one is to be tried.
            _ = try? await store.updateConnection(
                connection.id, of: connection.organizationID,
                UpdateConnectionRequest(needsToken: true, ifRevision: stored.revision))
            throw error
        }
    }

    /// A token of the installation may be revoked before its time: then the host has forgotten it, and makes another one.
    private static func ask<Output: Sendable>(
        _ session: RemoteSourceSession, asInstallationOf account: String,
        _ operation: (RemoteSourceSession) async throws(OperationError) -> Output
    ) async throws(OperationError) -> Output {
        let installed = try await session.asInstallation(of: account)
        do throws(OperationError) {
            return try await operation(installed)
        } catch {
            guard case .driver(.unauthorized) = error else { throw error }
            return try await operation(try await session.asInstallation(of: account))
        }
    }

    static func needsToken(_ connection: Connection) -> ServiceError {
        let what = connection.type == .app ? "app's key" : "access token"
        return ServiceError(
            .conflict, code: "connectionNeedsToken",
            "the forge does not take the \(what) of the connection \(connection.name) any more: give it a new one")
    }
}

extension CredentialSet {
    /// What a connection proves itself with.
    init(_ connection: Connection, _ stored: ConnectionCredentials, secrets: [SecretSlot: String]) {
        switch connection.type {
        case .token: self.init(accessToken: stored.accessToken, secrets: secrets)
        case .app:
            self.init(
                app: AppCredentials(issuer: connection.appID, privateKey: stored.appPrivateKey), secrets: secrets)
        }
    }
}
