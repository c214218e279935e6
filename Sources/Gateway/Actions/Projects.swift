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

    /// Whose way to the forge a project is to use.
    enum Asker: Sendable {
        case user(UserDetails)
        case connection(Connection)
    }

    /// The connection of this name of the organization that owns a group.
    ///
    /// - Throws: `ServiceError` 400 `invalidConnection` for a user's group.
    func connection(_ ref: String, ofOwnerOf group: String) async throws -> Connection {
        let group = try await configStore.projectGroup(group)
        guard group.ownerType == .organization else {
            throw Self.connectionRefusal("only organizations have connections")
        }
        return try await configStore.connection(ref, of: group.ownerID)
    }

    /// Finds a repository through the asker's way to a remote source: its id stays, whatever it is renamed to.
    ///
    /// - Parameter source: May be empty for a connection, which has one.
    /// - Throws: `ServiceError` 400 without a source, a path or a linked account; 404 `notFoundAtForge`.
    func locate(
        _ request: CreateProjectRequest, source: String, path: String, through asker: Asker
    ) async throws -> CreateProjectRequest {
        var source = source
        if source.isEmpty, case .connection(let connection) = asker { source = connection.remoteSourceID }
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
        let access = try Self.access(of: asker, at: forge.source.id)
        let repository = try await tokens.ask(forge, as: access) { session throws(OperationError) in
            try await session.repository(path: repositoryPath)
        }
        try Self.requireRights(to: repository, at: forge, as: access)
        var request = request
        request.remoteSourceID = forge.source.id
        request.use(access)
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

    private static func access(of asker: Asker, at source: String) throws -> ForgeAccess {
        switch asker {
        case .user(let user):
            guard let account = user.linkedAccounts.first(where: { $0.remoteSourceID == source }) else {
                throw ServiceError(
                    .invalid, code: "linkedAccountDoesNotExist", "you have no linked account of this remote source")
            }
            return .account(account)
        case .connection(let connection):
            guard connection.remoteSourceID == source else {
                throw connectionRefusal("the connection is of another remote source")
            }
            return .connection(connection)
        }
    }

    private static func connectionRefusal(_ message: String) -> ServiceError {
        ServiceError(
            code: "invalidConnection", violations: Violations([Violation("connection", "invalidConnection", message)]))
    }

    /// Refuses what could not be set up, before anything is made. What an app may do the forge says when it does it.
    private static func requireRights(to repository: RemoteRepository, at forge: Forge, as access: ForgeAccess) throws {
        guard access.hasRightsInAnswers else { return }
        let needs: Set<Capability> = [.deployKeys, .webhooks]
        if forge.driver.manifest.capabilities.isDisjoint(with: needs) || repository.permissions.admin { return }
        throw ServiceError(
            .forbidden, code: "forgeForbidden",
            "the account is no administrator of \(repository.path) at the forge: key and webhook need that")
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

    /// Lets a project use another way to its repository, which stays the same one.
    ///
    /// - Parameter request: What else is changed.
    func change(
        _ project: Project, to asker: Asker, _ request: UpdateProjectRequest = UpdateProjectRequest()
    ) async throws -> Project {
        let source = project.repository.remoteSourceID
        guard project.repository.configType == .remoteSource else { throw Self.noForge }
        let access = try Self.access(of: asker, at: source)
        let found = try await ProjectForge(
            try await forges.forge(source), as: access, tokens: tokens,
            repositoryID: project.repository.repositoryID, lastPath: project.repository.repositoryPath)
        try Self.requireRights(to: found.repository, at: found.forge, as: access)
        var request = request
        request.use(access)
        request.repositoryPath = found.repository.path
        return try await configStore.updateProject(project.id, request)
    }

    static var noForge: ServiceError {
        ServiceError(.invalid, code: "projectHasNoForge", "a manual project has nothing at a forge")
    }
}
