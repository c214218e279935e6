import Foundation
public import RemoteSources

/// Deliveries.
extension GiteaDriver {
    public func event(from delivery: WebhookDelivery) async throws(DriverError) -> RemoteEvent {
        guard let name = delivery.headers["x-gitea-event"], let id = delivery.headers["x-gitea-delivery"], !id.isEmpty
        else { throw .invalid(field: "headers", message: "X-Gitea-Event and X-Gitea-Delivery are needed") }
        switch name {
        case "push": return try Self.push(try Self.read(GiteaPush.self, delivery), id)
        case "delete": return try Self.deletion(try Self.read(GiteaRefEvent.self, delivery), id)
        case "pull_request": return try Self.pullRequest(try Self.read(GiteaPullRequestEvent.self, delivery), id)
        case "repository":
            let body = try Self.read(GiteaRepositoryEvent.self, delivery)
            return Self.event(id, .repository(action: body.action), body.repository, body.sender)
        case "create": throw .ignored(reason: "a new branch or tag comes as a push too")
        default: throw .ignored(reason: "\(name.prefix(60)) is not an event that anything here is about")
        }
    }

    private static func read<Body: Decodable>(
        _ type: Body.Type, _ delivery: WebhookDelivery
    ) throws(DriverError) -> Body {
        do {
            return try JSONDecoder().decode(type, from: Data(delivery.body))
        } catch {
            throw .invalid(field: "body", message: "the delivery's body is not what its event says")
        }
    }

    private static func push(_ body: GiteaPush, _ id: String) throws(DriverError) -> RemoteEvent {
        let (before, after) = (SHA.orNil(body.before), SHA.orNil(body.after))
        if body.ref.hasPrefix("refs/heads/") {
            let branch = String(body.ref.dropFirst("refs/heads/".count))
            // The head commit is the one with the id of `after`, wherever it is in the list.
            let head = ((body.commits ?? []) + [body.head_commit].compactMap { $0 }).first { $0.id == after }
            let kind = RemoteEvent.Kind.push(
                branch: branch, before: before, after: after, message: head?.message,
                compareURL: body.compare_url.flatMap { $0.isEmpty ? nil : $0 })
            return event(id, kind, body.repository, body.sender ?? body.pusher)
        }
        guard body.ref.hasPrefix("refs/tags/") else { throw .ignored(reason: "a push to neither a branch nor a tag") }
        let name = String(body.ref.dropFirst("refs/tags/".count))
        // `after` may be the tag object: only the head commit is known to be a commit.
        let head = after == nil ? nil : body.head_commit
        let kind = RemoteEvent.Kind.tag(
            name: name, before: before, after: after, commit: head?.id, message: head?.message)
        return event(id, kind, body.repository, body.sender ?? body.pusher)
    }

    private static func deletion(_ body: GiteaRefEvent, _ id: String) throws(DriverError) -> RemoteEvent {
        guard body.ref_type == "branch" else { throw .ignored(reason: "the removal of a tag comes as a push too") }
        let kind = RemoteEvent.Kind.push(branch: body.ref, before: nil, after: nil, message: nil, compareURL: nil)
        return event(id, kind, body.repository, body.sender)
    }

    private static func pullRequest(_ body: GiteaPullRequestEvent, _ id: String) throws(DriverError) -> RemoteEvent {
        let action: PullRequestEvent.Action
        switch body.action {
        case "opened": action = .opened
        case "synchronized", "synchronize": action = .updated
        case "reopened": action = .reopened
        case "closed": action = body.pull_request.merged == true ? .merged : .closed
        default: throw .ignored(reason: "a pull request was \(body.action.prefix(60))")
        }
        let pull = body.pull_request
        let kind = RemoteEvent.Kind.pullRequest(
            PullRequestEvent(
                action: action, number: body.number, title: pull.title, headSHA: pull.head.sha,
                headRef: "refs/pull/\(body.number)/head", baseBranch: pull.base.ref,
                isFromFork: isFromFork(pull), webURL: pull.html_url))
        return event(id, kind, body.repository, body.sender)
    }

    /// A fork that is gone has no repository any more, and the id 0. What isn't known to be the same is a fork.
    private static func isFromFork(_ pull: GiteaPullRequestEvent.PullRequest) -> Bool {
        guard let head = pull.head.repo, let headID = pull.head.repo_id, let baseID = pull.base.repo_id else {
            return true
        }
        return headID != baseID || head.id != baseID
    }

    private static func event(
        _ id: String, _ kind: RemoteEvent.Kind, _ repository: GiteaEventRepository, _ sender: GiteaEventUser?
    ) -> RemoteEvent {
        RemoteEvent(
            deliveryID: id, kind: kind, repositoryID: String(repository.id), repositoryPath: repository.full_name,
            sender: sender?.login ?? sender?.username)
    }
}
