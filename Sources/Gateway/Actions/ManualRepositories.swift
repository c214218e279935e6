import ConfigStoreAPI
import ConfigStoreClient
import RemoteSources
import ServiceKit
import Validation

/// What projects need of repositories that are known by a clone URL alone.
struct ManualRepositories: Sendable {
    /// The type of the driver that such projects use.
    static let driverType = "git"
    fileprivate static let manual = "manual"
    private static let refused = ServiceError(
        .invalid, code: "repositoryCredentialsRefused",
        "the repository's server does not accept the key or the password")

    let configStore: ConfigStoreClient
    let registry: LiveDriverRegistry
    let git: any GitTransport

    /// Reads the repository that a project is to have, with what is to reach it, so that nothing is recorded that can't be
    /// read. Its default branch is the project's when the request names none.
    ///
    /// What is not well-formed is left to the configstore, which says everything that is wrong with it.
    ///
    /// - Parameter project: The project that is changed; nil for a new one.
    /// - Throws: `ServiceError` 400 `repositoryCredentialsRefused`, 404 `notFoundAtForge`, and what any forge's failure means.
    func look(_ request: CreateProjectRequest, of project: Project? = nil) async throws -> CreateProjectRequest {
        guard request.changesRepository, let repository = try await repository(request, project) else { return request }
        let session = try session(with: repository)
        do throws(OperationError) {
            let branch = try await Self.defaultBranch(of: repository, session)
            var request = request
            if request.cloneURL != nil, request.defaultBranch == nil { request.defaultBranch = branch }
            return request
        } catch {
            throw ServiceError(error, unauthorized: Self.refused)
        }
    }

    /// The branches and tags of a project's repository, and what operations call it.
    ///
    /// - Throws: `ServiceError` as `look`.
    func refs(of project: Project) async throws -> (path: String, refs: [RemoteRef]) {
        guard let repository = try await repository(CreateProjectRequest(), project) else {
            throw ServiceError(
                .conflict, code: "repositoryNotReadable", "the project has nothing to read its repository with")
        }
        let session = try session(with: repository)
        do throws(OperationError) {
            let branches = try await session.perform(.refs) { driver throws(DriverError) in
                try await driver.branches(in: repository.path, page: nil)
            }.output.items
            let tags = try await session.perform(.refs) { driver throws(DriverError) in
                try await driver.tags(in: repository.path, page: nil)
            }.output.items
            return (repository.path.description, branches + tags)
        } catch {
            throw ServiceError(error, unauthorized: Self.refused)
        }
    }

    private func session(with repository: GitRepository) throws -> RemoteSourceSession {
        guard let driver = registry.current.driver(.manual, type: Self.driverType) else {
            throw ServiceError(
                .unavailable, code: "driverMissing", "no driver of type \(Self.driverType) is installed here")
        }
        return RemoteSourceSession(
            driver: driver, git: git, repository: repository,
            deadline: min(RequestDeadline.current ?? .now + Forges.timeout, .now + Forges.timeout))
    }

    /// The repository that a project would have; nil when it has a forge, and for what can't be one.
    private func repository(_ request: CreateProjectRequest, _ project: Project?) async throws -> GitRepository? {
        let type = request.remoteRepositoryConfigType ?? project?.repository.configType.rawValue
        guard type == Self.manual else { return nil }
        let stored = project?.repository.configType == .manual ? project?.repository : nil
        guard let cloneURL = request.cloneURL ?? stored?.cloneURL,
            let scheme = try? CloneURLRule.scheme(of: cloneURL, at: "clone_url")
        else { return nil }
        switch scheme {
        case .https:
            // A password that was given for one place is not sent to another.
            let keeper = cloneURL == stored?.cloneURL ? project : nil
            let user = request.cloneUser ?? stored?.cloneUser ?? ""
            let password = try await secret(request.clonePassword, of: keeper) { $0.clonePassword }
            guard !user.isEmpty, !password.isEmpty else { return nil }
            return try? GitRepository(
                cloneURL: cloneURL, credentials: .password(user: user, password: password), hostKeys: .any)
        case .ssh:
            let key = try await secret(request.sshPrivateKey, of: stored == nil ? nil : project) { $0.sshPrivateKey }
            let lines = request.sshHostKey ?? stored?.sshHostKey ?? ""
            let isUnchecked = request.skipSSHHostKeyCheck ?? stored?.skipSSHHostKeyCheck ?? false
            guard PrivateKeyRule.violation(of: key, at: "ssh_private_key") == nil,
                isUnchecked || SSHHostKeyRule.violation(of: lines, at: "ssh_host_key") == nil
            else { return nil }
            return try? GitRepository(
                cloneURL: cloneURL, credentials: .privateKey(key), hostKeys: isUnchecked ? .any : .pinned(lines))
        }
    }

    /// The secret that is given, or else the stored one; empty for neither.
    private func secret(
        _ given: String?, of project: Project?, _ field: (ProjectCredentials) -> String
    ) async throws -> String {
        if let given { return given }
        guard let project else { return "" }
        return field(try await configStore.projectCredentials(project.id))
    }

    /// The default branch; nil while the repository is empty.
    private static func defaultBranch(
        of repository: GitRepository, _ session: RemoteSourceSession
    ) async throws(OperationError) -> String? {
        do throws(OperationError) {
            let head = try await session.perform(.refs) { driver throws(DriverError) in
                try await driver.ref("HEAD", in: repository.path)
            }.output
            return String(head.name.dropFirst("refs/heads/".count))
        } catch {
            guard case .driver(.notFound) = error else { throw error }
            // There is none in an empty repository, nor in one that is not there.
            _ = try await session.perform(.refs) { driver throws(DriverError) in
                try await driver.branches(in: repository.path, page: nil)
            }
            return nil
        }
    }
}

extension CreateProjectRequest {
    /// Whether it says anything of a repository without a forge, or of what reaches it.
    fileprivate var changesRepository: Bool {
        remoteRepositoryConfigType == ManualRepositories.manual || cloneURL != nil || cloneUser != nil
            || clonePassword != nil || sshPrivateKey != nil || sshHostKey != nil || skipSSHHostKeyCheck != nil
    }
}
