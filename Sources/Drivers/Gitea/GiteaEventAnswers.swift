import RemoteSources

// What is read of Gitea's deliveries, with its own names. Everything that may be missing or null is optional.

struct GiteaEventRepository: Decodable, Sendable {
    let id: Int
    let full_name: String
    let html_url: String?

    var repository: RemoteEvent.Repository { RemoteEvent.Repository(id: String(id), path: full_name) }
}

struct GiteaEventUser: Decodable, Sendable {
    let id: Int?
    let login: String?
    let username: String?

    var sender: RemoteEvent.Sender? {
        guard let name = login ?? username, !name.isEmpty else { return nil }
        return RemoteEvent.Sender(id: id.map(String.init), login: name)
    }
}

struct GiteaPush: Decodable, Sendable {
    let ref: String
    let before: String?
    let after: String?
    let compare_url: String?
    let commits: PushedCommits?
    let total_commits: Int?
    let head_commit: PushedCommit?
    let repository: GiteaEventRepository
    let pusher: GiteaEventUser?
    let sender: GiteaEventUser?
}

struct GiteaRefEvent: Decodable, Sendable {
    let ref: String
    let ref_type: String
    let repository: GiteaEventRepository
    let sender: GiteaEventUser?
}

struct GiteaRepositoryEvent: Decodable, Sendable {
    let action: String
    let repository: GiteaEventRepository
    let sender: GiteaEventUser?
}

struct GiteaPullRequestEvent: Decodable, Sendable {
    struct Side: Decodable, Sendable {
        let ref: String
        let sha: String?
        let repo_id: Int?
        let repo: GiteaEventRepository?

        /// A fork that is gone has no repository any more, and the id 0.
        var side: RemoteEvent.Side {
            let isThere = repo != nil && repo?.id == repo_id
            return RemoteEvent.Side(
                repositoryID: isThere ? repo_id.map(String.init) : nil, path: isThere ? repo?.full_name : nil,
                branch: ref, sha: sha)
        }
    }

    struct PullRequest: Decodable, Sendable {
        let title: String
        let merged: Bool?
        let draft: Bool?
        let html_url: String
        let head: Side
        let base: Side

        /// Older servers have no member for it, only the usual words before the title.
        var isDraft: Bool {
            draft ?? ["wip:", "[wip]"].contains { title.lowercased().hasPrefix($0) }
        }
    }

    let action: String
    let number: Int
    let before: String?
    let pull_request: PullRequest
    let repository: GiteaEventRepository
    let sender: GiteaEventUser?
}
