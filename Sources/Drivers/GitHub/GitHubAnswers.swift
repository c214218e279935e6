import Foundation
import RemoteSources

// What is read of GitHub's answers, with its own names. Everything that may be missing or null is optional.

struct GitHubUser: Decodable, Sendable {
    let id: Int
    let login: String
    let email: String?
    let avatar_url: String?

    func remoteUser(email other: String?) -> RemoteUser {
        RemoteUser(id: String(id), loginName: login, email: email ?? other, avatarURL: avatar_url)
    }
}

struct GitHubEmail: Decodable, Sendable {
    let email: String
    let primary: Bool?
    let verified: Bool?
}

struct GitHubRepository: Decodable, Sendable {
    struct Permissions: Decodable, Sendable {
        let admin: Bool?
        let push: Bool?
        let pull: Bool?
    }

    let id: Int
    let full_name: String
    let `private`: Bool
    let archived: Bool?
    let default_branch: String?
    let html_url: String
    let ssh_url: String
    let clone_url: String
    let permissions: Permissions?

    var remoteRepository: RemoteRepository {
        RemoteRepository(
            id: String(id), path: full_name, defaultBranch: default_branch.flatMap { $0.isEmpty ? nil : $0 },
            isPrivate: `private`, isArchived: archived ?? false, webURL: html_url, sshCloneURL: ssh_url,
            httpCloneURL: clone_url,
            permissions: .init(
                admin: permissions?.admin ?? false, push: permissions?.push ?? false, pull: permissions?.pull ?? false))
    }
}

struct GitHubInstallationRepositories: Decodable, Sendable {
    let repositories: [GitHubRepository]
}

struct GitHubInstallation: Decodable, Sendable {
    let id: Int
    let suspended_at: String?
}

struct GitHubInstallationToken: Decodable, Sendable {
    let token: String
    let expires_at: String?

    /// How long it is good for from `now` on, in seconds.
    func lifetime(now: Double) -> Int? {
        guard let text = expires_at, let date = try? Date(text, strategy: .iso8601) else { return nil }
        let seconds = date.timeIntervalSince1970 - now
        return seconds >= 1 && seconds < 86_400 ? Int(seconds) : nil
    }
}

struct GitHubObject: Decodable, Sendable {
    let sha: String
    let type: String
}

struct GitHubRef: Decodable, Sendable {
    let ref: String
    let object: GitHubObject
}

struct GitHubTagObject: Decodable, Sendable {
    let object: GitHubObject
}

/// A branch or a tag in a list.
struct GitHubNamedCommit: Decodable, Sendable {
    struct Commit: Decodable, Sendable { let sha: String }
    let name: String
    let commit: Commit
}

struct GitHubCommit: Decodable, Sendable {
    struct Commit: Decodable, Sendable { let message: String }
    let sha: String
    let html_url: String?
    let commit: Commit
}

struct GitHubContent: Decodable, Sendable {
    let type: String
    let encoding: String?
    let content: String?
}

struct GitHubDeployKey: Decodable, Sendable {
    let id: Int
    let title: String?
    let key: String
    let read_only: Bool

    var deployKey: DeployKey { DeployKey(id: String(id), title: title ?? "", publicKey: key, isReadOnly: read_only) }
}

struct GitHubWebhook: Decodable, Sendable {
    struct Config: Decodable, Sendable { let url: String? }
    let id: Int
    let active: Bool
    let events: [String]?
    let config: Config?

    var webhook: Webhook {
        Webhook(id: String(id), url: config?.url ?? "", isActive: active, events: events ?? [])
    }
}
