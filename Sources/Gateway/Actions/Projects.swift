import ConfigStoreAPI
import ConfigStoreClient
import RemoteSources
import ServiceKit
import Validation

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
        try Self.requireRights(to: repository, at: forge)
        var request = request
        request.remoteSourceID = forge.source.id
        request.linkedAccountID = account.id
        request.repositoryID = repository.id
        request.repositoryPath = repository.path
        if request.defaultBranch == nil { request.defaultBranch = repository.defaultBranch }
        try Self.requireNoKey(request)
        return request
    }

    /// The deploy key of a project of a remote source is made here: nobody else knows it.
    static func requireNoKey(_ request: CreateProjectRequest) throws {
        if request.sshPrivateKey?.isEmpty ?? true { return }
        throw ServiceError(
            code: "invalidSSHPrivateKey",
            violations: Violations([
                Violation("ssh_private_key", .notSupported, "a project of a remote source gets a key of its own")
            ]))
    }

    /// Refuses what could not be set up, before anything is made.
    static func requireRights(to repository: RemoteRepository, at forge: Forge) throws {
        let needs: Set<Capability> = [.deployKeys, .webhooks]
        if forge.driver.manifest.capabilities.isDisjoint(with: needs) || repository.permissions.admin { return }
        throw ServiceError(
            .forbidden, code: "forgeForbidden",
            "your account is no administrator of \(repository.path) at the forge: key and webhook need that")
    }

    /// A project's repository may be called something else, or be reached through another account; it stays the same one.
    static func requireSameRepository(_ request: UpdateProjectRequest, as project: Project) throws {
        let repository = project.repository
        guard repository.configType == .remoteSource else { return }
        guard request.remoteSourceID == repository.remoteSourceID, request.repositoryID == repository.repositoryID
        else {
            throw ServiceError(
                code: "repositoryDiffers",
                violations: Violations([
                    Violation(
                        "repo_path", "repositoryDiffers",
                        "this is not the project's repository: make another project for it")
                ]))
        }
    }

    /// Lets a project use the user's own account at its remote source.
    func changeAccount(of project: Project, to user: UserDetails) async throws -> Project {
        let source = project.repository.remoteSourceID
        guard project.repository.configType == .remoteSource else { throw Self.noForge }
        guard let account = user.linkedAccounts.first(where: { $0.remoteSourceID == source }) else {
            throw ServiceError(
                .invalid, code: "linkedAccountDoesNotExist", "you have no linked account of this remote source")
        }
        let found = try await ProjectForge(
            try await forges.forge(source), as: account, tokens: tokens,
            repositoryID: project.repository.repositoryID, lastPath: project.repository.repositoryPath)
        try Self.requireRights(to: found.repository, at: found.forge)
        return try await configStore.updateProject(
            project.id, UpdateProjectRequest(linkedAccountID: account.id, repositoryPath: found.repository.path))
    }

    static var noForge: ServiceError {
        ServiceError(.invalid, code: "projectHasNoForge", "a manual project has nothing at a forge")
    }
}
