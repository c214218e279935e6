public import RemoteSources

/// Deliveries.
extension GitLabDriver {
    public func event(from delivery: WebhookDelivery) async throws(DriverError) -> RemoteEvent {
        guard let name = delivery.headers["x-gitlab-event"] else {
            throw .invalid(field: "headers", message: "X-Gitlab-Event is needed")
        }
        let id = Self.deliveryID(delivery.headers)
        switch name {
        case "Push Hook", "Tag Push Hook": return try push(try delivery.decode(GitLabPush.self), id)
        case "Merge Request Hook": return try Self.mergeRequest(try delivery.decode(GitLabMergeRequestEvent.self), id)
        default: throw .ignored(reason: "\(name.prefix(60)) is not an event that anything here is about")
        }
    }

    /// The first two are the same when a delivery is sent again. The last one is shared by what follows from one event.
    static func deliveryID(_ headers: [String: String]) -> String {
        ["idempotency-key", "webhook-id", "x-gitlab-webhook-uuid", "x-gitlab-event-uuid"].lazy
            .compactMap { headers[$0] }.first { !$0.isEmpty } ?? ""
    }

    private func push(_ body: GitLabPush, _ id: String) throws(DriverError) -> RemoteEvent {
        var event = try RemoteEvent(
            ref: body.ref, before: body.before, after: body.after, deliveryID: id,
            repository: body.project.repository, sender: body.sender)
        event.webURL = body.project.web_url
        guard event.kind == .push || event.kind == .tag else { return event }
        let commits = body.commits?.commits ?? []
        // `after` of an annotated tag is the tag object; what would be checked out is the commit.
        if event.kind == .tag { event.after = try CommitSHA.unlessZeros(body.checkout_sha) }
        event.setCommits(commits, head: event.after, isNewestFirst: false)
        event.truncated = (body.total_commits_count ?? 0) > commits.count
        let head = commits.first { $0.sha == event.after }
        event.webURL = head?.webURL ?? event.webURL
        if event.kind == .push {
            let isMarked = head.map { SkipMarker.isIn($0.message) } ?? false
            event.skipRequested = isMarked || body.push_options?.skipsCI == true
            if let before = event.before, let after = event.after, let page = body.project.web_url {
                event.compareURL = link(to: .compare(base: before, head: after), webURL: page)
            }
        }
        return event
    }

    private static func mergeRequest(_ body: GitLabMergeRequestEvent, _ id: String) throws(DriverError) -> RemoteEvent {
        let request = body.object_attributes
        let before = try CommitSHA.unlessZeros(request.oldrev)
        let action: RemoteEvent.Action
        switch request.action {
        case "open": action = .opened
        case "reopen": action = .reopened
        case "close": action = .closed
        case "merge": action = .merged
        // Labels, titles and the like are updates too; new commits are those with a commit before.
        case "update" where before != nil && request.state == "opened": action = .synchronized
        default: throw .ignored(reason: "a merge request: \(request.action?.prefix(60) ?? "no action")")
        }
        var event = RemoteEvent(
            .pullRequest, deliveryID: id, repository: body.project.repository, sender: body.sender)
        event.action = action
        event.ref = "refs/merge-requests/\(request.iid)/head"
        event.before = before
        event.after = try CommitSHA.unlessZeros(request.last_commit?.commit.sha)
        event.pullRequest = RemoteEvent.PullRequest(
            number: request.iid, title: request.title, draft: request.draft ?? request.work_in_progress ?? false,
            source: RemoteEvent.Side(
                repositoryID: request.source_project_id.map(String.init),
                path: request.source?.path_with_namespace, branch: request.source_branch, sha: event.after),
            target: RemoteEvent.Side(
                repositoryID: event.repository.id, path: event.repository.path, branch: request.target_branch,
                sha: nil))
        event.webURL = request.url
        event.skipRequested = request.last_commit.map { SkipMarker.isIn($0.commit.message) } ?? false
        return event
    }
}
