public import RemoteSources

/// Deliveries.
extension GiteaDriver {
    public func event(from delivery: WebhookDelivery) async throws(DriverError) -> RemoteEvent {
        guard let name = delivery.headers["x-gitea-event"] else {
            throw .invalid(field: "headers", message: "X-Gitea-Event is needed")
        }
        let id = delivery.headers["x-gitea-delivery"] ?? ""
        switch name {
        case "push": return try Self.push(try delivery.decode(GiteaPush.self), id)
        case "delete": return try Self.deletion(try delivery.decode(GiteaRefEvent.self), id)
        case "pull_request": return try Self.pullRequest(try delivery.decode(GiteaPullRequestEvent.self), id)
        case "repository": return try Self.repository(try delivery.decode(GiteaRepositoryEvent.self), id)
        case "create": throw .ignored(reason: "a new branch or tag comes as a push too")
        default: throw .ignored(reason: "\(name.prefix(60)) is not an event that anything here is about")
        }
    }

    private static func push(_ body: GiteaPush, _ id: String) throws(DriverError) -> RemoteEvent {
        var event = try RemoteEvent(
            ref: body.ref, before: body.before, after: body.after, deliveryID: id,
            repository: body.repository.repository, sender: (body.sender ?? body.pusher)?.sender)
        event.webURL = body.repository.html_url
        guard event.kind == .push || event.kind == .tag else { return event }
        let commits = body.commits?.commits ?? []
        // `after` may be a tag object: only the head commit is known to be a commit.
        if event.kind == .tag { event.after = try CommitSHA.unlessZeros(body.head_commit?.commit.sha) }
        event.setCommits(commits, head: event.after, isNewestFirst: true)
        event.truncated = (body.total_commits ?? 0) > commits.count
        let newest = body.head_commit?.commit
        let head = commits.first { $0.sha == event.after } ?? (newest?.sha == event.after ? newest : nil)
        event.webURL = head?.webURL ?? event.webURL
        if event.kind == .push {
            event.skipRequested = head.map { SkipMarker.isIn($0.message) } ?? false
            // A new branch is compared to nothing.
            if event.before != nil { event.compareURL = body.compare_url.flatMap { $0.isEmpty ? nil : $0 } }
        }
        return event
    }

    private static func deletion(_ body: GiteaRefEvent, _ id: String) throws(DriverError) -> RemoteEvent {
        guard body.ref_type == "branch" else { throw .ignored(reason: "the removal of a tag comes as a push too") }
        var event = try RemoteEvent(
            ref: "refs/heads/\(body.ref)", before: nil, after: nil, deliveryID: id,
            repository: body.repository.repository, sender: body.sender?.sender)
        event.webURL = body.repository.html_url
        return event
    }

    private static func repository(_ body: GiteaRepositoryEvent, _ id: String) throws(DriverError) -> RemoteEvent {
        guard body.action == "deleted" else { throw .ignored(reason: "a repository was \(body.action.prefix(60))") }
        return RemoteEvent(
            .repositoryDeleted, deliveryID: id, repository: body.repository.repository, sender: body.sender?.sender)
    }

    private static func pullRequest(_ body: GiteaPullRequestEvent, _ id: String) throws(DriverError) -> RemoteEvent {
        let action: RemoteEvent.Action
        switch body.action {
        case "opened": action = .opened
        case "synchronized", "synchronize": action = .synchronized
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
            number: body.number, title: pull.title, draft: pull.isDraft, source: pull.head.side,
            target: RemoteEvent.Side(
                repositoryID: event.repository.id, path: event.repository.path, branch: pull.base.ref,
                sha: pull.base.sha))
        event.webURL = pull.html_url
        return event
    }
}
