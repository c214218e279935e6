public import RemoteSources

/// Deliveries.
extension GitHubDriver {
    /// A push has no more commits than these, and doesn't say how many it lacks.
    private static let maxCommits = 2048

    public func event(from delivery: WebhookDelivery) async throws(DriverError) -> RemoteEvent {
        guard let name = delivery.headers["x-github-event"] else {
            throw .invalid(field: "headers", message: "X-GitHub-Event is needed")
        }
        let id = delivery.headers["x-github-delivery"] ?? ""
        switch name {
        case "push": return try Self.push(try delivery.decode(GitHubPush.self), id)
        case "pull_request": return try Self.pullRequest(try delivery.decode(GitHubPullRequestEvent.self), id)
        case "repository": return try Self.repository(try delivery.decode(GitHubRepositoryEvent.self), id)
        case "ping": return try Self.ping(try delivery.decode(GitHubPing.self), id)
        case "create", "delete": throw .ignored(reason: "a new or removed branch or tag comes as a push too")
        default: throw .ignored(reason: "\(name.prefix(60)) is not an event that anything here is about")
        }
    }

    private static func push(_ body: GitHubPush, _ id: String) throws(DriverError) -> RemoteEvent {
        var event = try RemoteEvent(
            ref: body.ref, before: body.before, after: body.after, deliveryID: id,
            repository: body.repository.repository, sender: body.sender?.sender)
        event.webURL = body.repository.html_url
        guard event.kind == .push || event.kind == .tag else { return event }
        let commits = body.commits?.commits ?? []
        // `after` may be a tag object: only the head commit is known to be a commit.
        if event.kind == .tag { event.after = try CommitSHA.unlessZeros(body.head_commit?.commit.sha) }
        event.setCommits(commits, head: event.after, isNewestFirst: false)
        event.truncated = commits.count >= maxCommits
        let newest = body.head_commit?.commit
        let head = commits.first { $0.sha == event.after } ?? (newest?.sha == event.after ? newest : nil)
        event.webURL = head?.webURL ?? event.webURL
        if event.kind == .push {
            event.skipRequested = head.map { SkipMarker.isIn($0.message) } ?? false
            // A new branch is compared to nothing.
            if event.before != nil { event.compareURL = body.compare.flatMap { $0.isEmpty ? nil : $0 } }
        }
        return event
    }

    private static func ping(_ body: GitHubPing, _ id: String) throws(DriverError) -> RemoteEvent {
        guard let repository = body.repository else {
            throw .ignored(reason: "the ping of a webhook that is not a repository's")
        }
        var event = RemoteEvent(
            .ping, deliveryID: id, repository: repository.repository, sender: body.sender?.sender)
        event.webURL = repository.html_url
        return event
    }

    private static func repository(_ body: GitHubRepositoryEvent, _ id: String) throws(DriverError) -> RemoteEvent {
        let kind: RemoteEvent.Kind
        switch body.action {
        case "renamed": kind = .repositoryRenamed
        case "transferred": kind = .repositoryTransferred
        case "deleted": kind = .repositoryDeleted
        default: throw .ignored(reason: "a repository was \(body.action.prefix(60))")
        }
        var event = RemoteEvent(
            kind, deliveryID: id, repository: body.repository.repository, sender: body.sender?.sender)
        if kind != .repositoryDeleted { event.webURL = body.repository.html_url }
        return event
    }

    private static func pullRequest(_ body: GitHubPullRequestEvent, _ id: String) throws(DriverError) -> RemoteEvent {
        let action: RemoteEvent.Action
        switch body.action {
        case "opened": action = .opened
        case "synchronize": action = .synchronized
        case "reopened": action = .reopened
        case "closed": action = body.pull_request.merged == true ? .merged : .closed
        default: throw .ignored(reason: "a pull request was \(body.action.prefix(60))")
        }
        let pull = body.pull_request
        var event = RemoteEvent(
            .pullRequest, deliveryID: id, repository: body.repository.repository, sender: body.sender?.sender)
        event.action = action
        event.ref = "refs/pull/\(body.number)/head"
        event.before = try CommitSHA.unlessZeros(body.before)
        event.after = try CommitSHA.unlessZeros(pull.head.sha)
        event.pullRequest = RemoteEvent.PullRequest(
            number: body.number, title: pull.title, draft: pull.draft ?? false, source: pull.head.side,
            target: RemoteEvent.Side(
                repositoryID: event.repository.id, path: event.repository.path, branch: pull.base.ref,
                sha: pull.base.sha))
        event.webURL = pull.html_url
        return event
    }
}
