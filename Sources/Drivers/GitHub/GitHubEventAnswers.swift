import RemoteSources

// What is read of GitHub's deliveries, with its own names. Everything that may be missing or null is optional.

struct GitHubEventRepository: Decodable, Sendable {
    let id: Int
    let full_name: String
    let html_url: String?

    var repository: RemoteEvent.Repository { RemoteEvent.Repository(id: String(id), path: full_name) }
}

struct GitHubEventUser: Decodable, Sendable {
    let id: Int?
    let login: String?

    var sender: RemoteEvent.Sender? {
        guard let login, !login.isEmpty else { return nil }
        return RemoteEvent.Sender(id: id.map(String.init), login: login)
    }
}

struct GitHubPush: Decodable, Sendable {
    let ref: String
    let before: String?
    let after: String?
    let compare: String?
    let commits: PushedCommits?
    /// Null when the ref is gone.
    let head_commit: PushedCommit?
    let repository: GitHubEventRepository
    let sender: GitHubEventUser?
}

struct GitHubPing: Decodable, Sendable {
    /// Nil for the webhook of an organization or an app.
    let repository: GitHubEventRepository?
    let sender: GitHubEventUser?
}

struct GitHubRepositoryEvent: Decodable, Sendable {
    let action: String
    let repository: GitHubEventRepository
    let sender: GitHubEventUser?
}

struct GitHubPullRequestEvent: Decodable, Sendable {
    struct Side: Decodable, Sendable {
        let ref: String
        let sha: String?
        /// Null once the fork is gone.
        let repo: GitHubEventRepository?

        var side: RemoteEvent.Side {
            RemoteEvent.Side(repositoryID: repo.map { String($0.id) }, path: repo?.full_name, branch: ref, sha: sha)
        }
    }

    struct PullRequest: Decodable, Sendable {
        let title: String
        let draft: Bool?
        let merged: Bool?
        let html_url: String
        let head: Side
        let base: Side
    }

    let action: String
    let number: Int
    let before: String?
    let pull_request: PullRequest
    let repository: GitHubEventRepository
    let sender: GitHubEventUser?
}
