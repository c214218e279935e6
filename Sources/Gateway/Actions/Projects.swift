import ConfigStoreAPI
import ConfigStoreClient
import RemoteSources
import ServiceKit

/// What projects need of forges.
struct Projects: Sendable {
    let configStore: ConfigStoreClient
    let forges: Forges
    let tokens: LinkedAccountTokens

    /// Finds a repository through the user's account at a remote source: its id stays, whatever it is renamed to.
    ///
    /// - Throws: `ServiceError` 400 without a source, a path or a linked account; 404 `notFoundAtForge`.
    func locate(
        _ request: CreateProjectRequest, source: String, path: String, through user: UserDetails
    ) async throws -> CreateProjectRequest {
        guard !source.isEmpty else {
            throw ServiceError(.invalid, code: "invalidRemoteSourceName", "remote_source_name is needed")
        }
        let repositoryPath: RepositoryPath
        do {
            repositoryPath = try RepositoryPath(path)
        } catch {
            throw ServiceError(.invalid, code: "invalidRepoPath", "repo_path is a path such as owner/name")
        }
        let forge = try await forges.forge(source)
        guard let account = user.linkedAccounts.first(where: { $0.remoteSourceID == forge.source.id }) else {
            throw ServiceError(
                .invalid, code: "linkedAccountDoesNotExist", "you have no linked account of this remote source")
        }
        let repository = try await tokens.ask(forge, as: account) { session throws(OperationError) in
            try await session.repository(path: repositoryPath)
        }
        var request = request
        request.remoteSourceID = forge.source.id
        request.linkedAccountID = account.id
        request.repositoryID = repository.id
        request.repositoryPath = repository.path
        if request.defaultBranch == nil { request.defaultBranch = repository.defaultBranch }
        return request
    }
}
