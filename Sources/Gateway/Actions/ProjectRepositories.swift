import ConfigStoreAPI
import ConfigStoreClient
import RemoteSources
import ServiceKit

/// Asks the forges of projects about their repositories, each through what its project uses.
struct ProjectRepositories: Sendable {
    let forges: Forges
    let tokens: LinkedAccountTokens

    /// Asks about a project's repository. One that was renamed is found again by its id.
    ///
    /// - Throws: `ServiceError` 400 `notSupported` for a project without a forge, 409 `linkedAccountNeedsLogin` or
    ///   `connectionNeedsToken`, and what the forge's failure means.
    func ask<Output: Sendable>(
        _ project: Project,
        _ operation: (RemoteSourceSession, RepositoryPath) async throws(OperationError) -> Output
    ) async throws -> Output {
        let stored = project.repository
        guard stored.configType == .remoteSource, let path = try? RepositoryPath(stored.repositoryPath) else {
            throw ServiceError(.invalid, code: "notSupported", "this project's repository has no forge")
        }
        let forge = try await forges.forge(stored.remoteSourceID)
        let access = try await tokens.access(of: project)
        return try await tokens.ask(forge, as: access) { session throws(OperationError) in
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
}

extension OperationError {
    fileprivate var mayBeRename: Bool {
        switch self {
        case .driver(.moved), .driver(.notFound): true
        default: false
        }
    }
}
