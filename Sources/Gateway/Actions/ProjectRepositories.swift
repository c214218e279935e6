import ConfigStoreAPI
import ConfigStoreClient
import RemoteSources
import ServiceKit

/// Asks the forges of projects about their repositories, each through the linked account of its project.
struct ProjectRepositories: Sendable {
    let forges: Forges
    let tokens: LinkedAccountTokens

    /// Asks about a project's repository. One that was renamed is found again by its id.
    ///
    /// - Throws: `ServiceError` 400 `notSupported` for a project without a forge, 409 `linkedAccountNeedsLogin`, and what the
    ///   forge's failure means.
    func ask<Output: Sendable>(
        _ project: Project,
        _ operation: (RemoteSourceSession, RepositoryPath) async throws(OperationError) -> Output
    ) async throws -> Output {
        let stored = project.repository
        guard stored.configType == .remoteSource, let path = try? RepositoryPath(stored.repositoryPath) else {
            throw ServiceError(.invalid, code: "notSupported", "this project's repository has no forge")
        }
        let forge = try await forges.forge(stored.remoteSourceID)
        let account = try await account(of: project)
        return try await tokens.ask(forge, as: account) { session throws(OperationError) in
            do throws(OperationError) {
                return try await operation(session, path)
            } catch {
                guard error.mayBeRename else { throw error }
                let now: RemoteRepository
                do throws(OperationError) {
                    now = try await session.repository(id: stored.repositoryID)
                } catch { throw error }
                guard let moved = try? RepositoryPath(now.path), moved != path else { throw error }
                return try await operation(session, moved)
            }
        }
    }

    private func account(of project: Project) async throws -> LinkedAccount {
        let stored = project.repository
        let accounts = try await forges.configStore.linkedAccounts(of: stored.linkedAccountUserID)
        guard let account = accounts.first(where: { $0.id == stored.linkedAccountID }) else {
            throw ServiceError(
                .conflict, code: "linkedAccountDoesNotExist", "the project's linked account is not there any more")
        }
        return account
    }
}

extension OperationError {
    fileprivate var mayBeRename: Bool {
        switch self {
        case .driver(.moved), .driver(.notFound): true
        default: false
        }
    }
}
