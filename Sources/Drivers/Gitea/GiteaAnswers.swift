import RemoteSources

// What is read of Gitea's answers, with its own names. Everything that may be missing or null is optional.

struct GiteaUser: Decodable, Sendable {
    let id: Int
    let login: String
    let email: String?
    let avatar_url: String?

    var remoteUser: RemoteUser {
        RemoteUser(id: String(id), loginName: login, email: email, avatarURL: avatar_url)
    }
}

struct GiteaRepository: Decodable, Sendable {
    struct Permissions: Decodable, Sendable {
        let admin: Bool
        let push: Bool
        let pull: Bool
    }

    let id: Int
    let full_name: String
    let `private`: Bool
    let archived: Bool?
    let empty: Bool?
    let default_branch: String?
    let html_url: String
    let ssh_url: String
    let clone_url: String
    let permissions: Permissions?

    var remoteRepository: RemoteRepository {
        RemoteRepository(
            id: String(id), path: full_name, defaultBranch: empty == true ? nil : default_branch,
            isPrivate: `private`, isArchived: archived ?? false, webURL: html_url, sshCloneURL: ssh_url,
            httpCloneURL: clone_url,
            permissions: .init(
                admin: permissions?.admin ?? false, push: permissions?.push ?? false, pull: permissions?.pull ?? false))
    }
}

struct GiteaRef: Decodable, Sendable {
    struct Object: Decodable, Sendable {
        let sha: String
        let type: String
    }

    let ref: String
    let object: Object
}

struct GiteaBranch: Decodable, Sendable {
    struct Commit: Decodable, Sendable { let id: String }
    let name: String
    let commit: Commit
}

struct GiteaTag: Decodable, Sendable {
    struct Commit: Decodable, Sendable { let sha: String }
    let name: String
    let commit: Commit
}

struct GiteaCommit: Decodable, Sendable {
    struct Commit: Decodable, Sendable { let message: String }
    let sha: String
    let html_url: String?
    let commit: Commit
}

struct GiteaDeployKey: Decodable, Sendable {
    let id: Int
    let title: String
    let key: String
    let read_only: Bool

    var deployKey: DeployKey { DeployKey(id: String(id), title: title, publicKey: key, isReadOnly: read_only) }
}

struct GiteaWebhook: Decodable, Sendable {
    let id: Int
    let active: Bool
    let config: [String: String]
    let events: [String]?

    var webhook: Webhook {
        Webhook(id: String(id), url: config["url"] ?? "", isActive: active, events: events ?? [])
    }
}

/// A list, or a single value where a list would have one.
struct OneOrMany<Value: Decodable & Sendable>: Decodable, Sendable {
    let values: [Value]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let many = try? container.decode([Value].self) {
            values = many
        } else {
            values = [try container.decode(Value.self)]
        }
    }
}
