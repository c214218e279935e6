import ConfigStoreAPI
import ConfigStoreClient
import RemoteSources
import ServiceKit

/// What the gateway is at a forge for a project: a person, through a linked account, or an organization's connection.
enum ForgeAccess: Sendable, Hashable {
    case account(LinkedAccount)
    case connection(Connection)

    /// Whether what a forge says about a repository has the rights of this one: an app's are the installation's.
    var hasRightsInAnswers: Bool {
        guard case .connection(let connection) = self else { return true }
        return connection.type == .token
    }
}

/// Everything that a forge is asked for a project goes through here, whatever the project uses.
extension LinkedAccountTokens {
    /// - Throws: `ConfigStoreClientError` 404 when it is gone.
    nonisolated func access(of project: Project) async throws -> ForgeAccess {
        let repository = project.repository
        guard repository.connectionID.isEmpty else {
            return .connection(
                try await forges.configStore.connection(repository.connectionID, of: project.ownerID))
        }
        return .account(
            try await forges.configStore.linkedAccount(
                user: repository.linkedAccountUserID, id: repository.linkedAccountID))
    }

    /// - Throws: `ConfigStoreClientError` 404 when it is gone.
    nonisolated func access(of cleanup: ForgeCleanup) async throws -> ForgeAccess {
        guard cleanup.connectionID.isEmpty else {
            return .connection(
                try await forges.configStore.connection(cleanup.connectionID, of: cleanup.connectionOrganizationID))
        }
        return .account(
            try await forges.configStore.linkedAccount(user: cleanup.linkedAccountUserID, id: cleanup.linkedAccountID))
    }

    /// Asks a forge.
    ///
    /// - Parameter secrets: What the operation needs besides what proves who asks.
    /// - Throws: `ServiceError` 409 `linkedAccountNeedsLogin` or `connectionNeedsToken` when the forge does not take that
    ///   any more.
    nonisolated func ask<Output: Sendable>(
        _ forge: Forge, as access: ForgeAccess, secrets: [SecretSlot: String] = [:],
        _ operation: (RemoteSourceSession) async throws(OperationError) -> Output
    ) async throws -> Output {
        switch access {
        case .account(let account): try await ask(forge, as: account, secrets: secrets, operation)
        case .connection(let connection):
            try await ConnectionTokens(forges: forges).ask(forge, as: connection, secrets: secrets, operation)
        }
    }
}

extension UpdateProjectRequest {
    /// Makes the project use something else.
    mutating func use(_ access: ForgeAccess) {
        switch access {
        case .account(let account): linkedAccountID = account.id
        case .connection(let connection): connectionID = connection.id
        }
    }
}
