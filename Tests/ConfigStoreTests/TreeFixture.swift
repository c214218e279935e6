import ConfigStoreAPI
import ConfigStoreClient
import Foundation

/// Short ways to fill a tree.
extension ConfigStoreClient {
    @discardableResult
    func user(named name: String) async throws -> User {
        try await createUser(CreateUserRequest(userName: name)).user
    }

    @discardableResult
    func organization(
        named name: String, _ visibility: Visibility = .public, owner: User? = nil
    ) async throws -> Organization {
        try await createOrganization(
            CreateOrganizationRequest(name: name, visibility: visibility.rawValue, creatorUserID: owner?.id))
    }

    /// Makes the group of a path.
    @discardableResult
    func group(_ path: String, _ visibility: Visibility = .public) async throws -> ProjectGroup {
        let (parent, name) = Self.split(path)
        return try await createProjectGroup(
            CreateProjectGroupRequest(name: name, parentRef: parent, visibility: visibility.rawValue))
    }

    /// Makes the manual project of a path.
    @discardableResult
    func manualProject(_ path: String, _ visibility: Visibility = .public) async throws -> Project {
        try await createProject(.manual(path, visibility))
    }

    /// Links an account for a user who is there; its remote source is `gitea`.
    func account(of user: String, remoteUser: String) async throws -> LinkedAccount {
        try await createLinkedAccount(for: user, .account(remoteUser))
    }

    static func split(_ path: String) -> (parent: String, name: String) {
        let parts = path.split(separator: "/")
        return (parts.dropLast().joined(separator: "/"), String(parts.last ?? ""))
    }
}

extension CreateProjectRequest {
    /// PEM of nothing.
    static let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nbm90aGluZw==\n-----END OPENSSH PRIVATE KEY-----\n"

    static func manual(_ path: String, _ visibility: Visibility = .public) -> CreateProjectRequest {
        let (parent, name) = ConfigStoreClient.split(path)
        return CreateProjectRequest(
            name: name, parentRef: parent, visibility: visibility.rawValue, remoteRepositoryConfigType: "manual",
            cloneURL: "git@git.example.com:some/thing.git", sshPrivateKey: key, skipSSHHostKeyCheck: true)
    }

    static func remote(_ path: String, _ account: LinkedAccount) -> CreateProjectRequest {
        let (parent, name) = ConfigStoreClient.split(path)
        return CreateProjectRequest(
            name: name, parentRef: parent, visibility: "public", remoteRepositoryConfigType: "remotesource",
            remoteSourceID: account.remoteSourceID, linkedAccountID: account.id, repositoryID: "42",
            repositoryPath: "some/thing")
    }
}

/// The codes of refusals of many that run at the same time; nil for each that succeeds.
func codes(_ count: Int, _ body: @Sendable @escaping (Int) async throws -> Void) async -> [String?] {
    await withTaskGroup(of: String?.self) { group in
        for number in 0..<count {
            group.addTask { await ConfigStoreFixture.code { try await body(number) } }
        }
        return await group.reduce(into: [String?]()) { $0.append($1) }
    }
}
