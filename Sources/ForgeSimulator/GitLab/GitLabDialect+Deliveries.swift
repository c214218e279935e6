import Crypto
import Foundation
import HTTPTransport

extension GitLabDialect {
    func deliveries(
        of event: ForgeEvent, in repository: ForgeRepository, by user: ForgeUser, _ data: ForgeData
    ) -> [ForgeDelivery] {
        let told = GitLabDeliveries(repository: repository, user: user, data: data)
        switch event {
        case .push(let push): return told.deliver(push.isTag ? .tag : .push, told.push(push))
        case .opened(let pull): return told.deliver(.mergeRequest, told.mergeRequest(pull, action: "open"))
        case .synchronized(let pull, let before):
            return told.deliver(.mergeRequest, told.mergeRequest(pull, action: "update", oldRevision: before))
        case .test(let hook):
            guard let head = repository.commit(at: nil) else { return [] }
            let push = ForgePush(
                ref: "refs/heads/\(repository.defaultBranch)", before: head.parent ?? head.sha, after: head.sha,
                head: head, commits: [head])
            return [told.delivery(to: hook, .push, told.push(push))]
        case .release, .renamed: return []
        }
    }
}

/// Deliveries about one project, as GitLab makes them.
struct GitLabDeliveries {
    enum Kind: String {
        case push = "Push Hook"
        case tag = "Tag Push Hook"
        case mergeRequest = "Merge Request Hook"

        /// What a hook listens to.
        var subscription: String {
            switch self {
            case .push: "push_events"
            case .tag: "tag_push_events"
            case .mergeRequest: "merge_requests_events"
            }
        }
    }

    let repository: ForgeRepository
    let user: ForgeUser
    let data: ForgeData

    func deliver(_ kind: Kind, _ payload: @autoclosure () -> ForgeJSON) -> [ForgeDelivery] {
        let hooks = repository.hooks.filter { $0.isActive && $0.events.contains(kind.subscription) }
        guard !hooks.isEmpty else { return [] }
        let payload = payload()
        return hooks.map { delivery(to: $0, kind, payload) }
    }

    /// The token comes in clear; a server that signs signs as Standard Webhooks has it.
    func delivery(to hook: ForgeHook, _ kind: Kind, _ payload: ForgeJSON) -> ForgeDelivery {
        let body = payload.bytes
        let id = UUID().uuidString.lowercased()
        var headers = [
            TransportHeader("Content-Type", "application/json"), TransportHeader("X-Gitlab-Event", kind.rawValue),
            TransportHeader("X-Gitlab-Instance", data.links.root),
            TransportHeader("X-Gitlab-Webhook-UUID", UUID().uuidString.lowercased()),
            TransportHeader("X-Gitlab-Event-UUID", UUID().uuidString.lowercased()),
            TransportHeader("Idempotency-Key", id),
        ]
        if !hook.secret.isEmpty { headers.append(TransportHeader("X-Gitlab-Token", hook.secret)) }
        if let key = hook.signingSecret.flatMap(ForgeHook.signingKey) {
            let timestamp = String(Int(data.now().timeIntervalSince1970))
            let code = HMAC<SHA256>.authenticationCode(
                for: Data("\(id).\(timestamp).".utf8) + Data(body), using: SymmetricKey(data: key))
            headers += [
                TransportHeader("webhook-id", id), TransportHeader("webhook-timestamp", timestamp),
                TransportHeader("webhook-signature", "v1,\(Data(code).base64EncodedString())"),
            ]
        }
        return ForgeDelivery(hookID: hook.id, url: hook.url, headers: headers, body: body, payload: payload)
    }

    func push(_ push: ForgePush) -> ForgeJSON {
        let path = data.path(of: repository)
        // An annotated tag is named by its own object; what would be checked out is the commit.
        let (before, after) =
            push.after == nil ? (push.tagObject ?? push.before, nil) : (push.before, push.tagObject ?? push.after)
        let name: ForgeJSON = push.isTag ? "tag_push" : "push"
        return [
            "object_kind": name, "event_name": name, "before": .string(before ?? ForgeObjectID.zero),
            "after": .string(after ?? ForgeObjectID.zero), "ref": .string(push.ref),
            "checkout_sha": .orNull(push.after), "message": .null, "user_id": .int(user.id),
            "user_name": .string(user.name), "user_username": .string(user.name), "user_email": .string(user.email),
            "user_avatar": .string(data.links.web("uploads/user/avatar/\(user.id)/index.png")),
            "project_id": .int(repository.id), "project": project(repository),
            "commits": .array(push.commits.suffix(20).map { $0.gitLabPushJSON(data.links, path: path) }),
            "total_commits_count": .count(push.commits.count), "push_options": .object([]),
            "repository": repositoryJSON(with: ["git_http_url", "git_ssh_url", "visibility_level"]),
        ]
    }

    func mergeRequest(_ pull: ForgePullRequest, action: String, oldRevision: String? = nil) -> ForgeJSON {
        [
            "object_kind": "merge_request", "event_type": "merge_request",
            "user": [
                "id": .int(user.id), "name": .string(user.name), "username": .string(user.name),
                "avatar_url": .string(data.links.web("uploads/user/avatar/\(user.id)/index.png")),
                "email": "[REDACTED]",
            ],
            "project": project(repository),
            "object_attributes": attributes(of: pull, action: action, oldRevision: oldRevision), "labels": [],
            "changes": .object([]), "repository": repositoryJSON(with: []),
        ]
    }

    private func attributes(of pull: ForgePullRequest, action: String, oldRevision: String?) -> ForgeJSON {
        let source = data.repositories[pull.headRepositoryID]
        let head = source.flatMap { $0.commits[data.headSHA(of: pull)] }
        let time = ForgeLinks.time(pull.created)
        let page = data.links.web("\(data.path(of: repository))/-/merge_requests/\(pull.number)")
        let none: [(name: String, value: ForgeJSON)] = [
            "assignee_id", "deleted_at", "head_pipeline_id", "last_edited_at", "last_edited_by_id", "merge_commit_sha",
            "merge_error", "merge_user_id", "milestone_id", "updated_by_id", "human_total_time_spent",
            "human_time_estimate",
        ].map { ($0, .null) }
        let members: [(name: String, value: ForgeJSON)] = [
            ("author_id", .int(pull.authorID)), ("created_at", time), ("description", .string(pull.text)),
            ("id", .int(pull.id + 1000)), ("iid", .int(pull.number)),
            ("merge_params", ["force_remove_source_branch": false]), ("merge_status", "unchecked"),
            ("merge_when_pipeline_succeeds", false), ("source_branch", .string(pull.head)),
            ("source_project_id", source.map { .int($0.id) } ?? .null), ("state", "opened"),
            ("target_branch", .string(pull.base)), ("target_project_id", .int(repository.id)), ("time_estimate", 0),
            ("title", .string(pull.title)), ("updated_at", time), ("url", .string(page)),
            ("source", source.map { project($0) } ?? .null), ("target", project(repository)),
            (
                "last_commit",
                head.map { $0.gitLabShortJSON(data.links, path: source.map { data.path(of: $0) } ?? "") } ?? .null
            ), ("draft", .bool(pull.isDraft)), ("work_in_progress", .bool(pull.isDraft)), ("total_time_spent", 0),
            ("action", .string(action)),
        ]
        return .object(members + none + (oldRevision.map { [("oldrev", .string($0))] } ?? []))
    }

    private func project(_ repository: ForgeRepository) -> ForgeJSON {
        let path = data.path(of: repository)
        let (ssh, http) = (data.links.gitLabSSH(path), data.links.web("\(path).git"))
        let page = ForgeJSON.string(data.links.web(path))
        return [
            "id": .int(repository.id), "name": .string(repository.name), "description": "", "web_url": page,
            "avatar_url": .null, "git_ssh_url": .string(ssh), "git_http_url": .string(http),
            "namespace": .string(data.users[repository.ownerID]?.name ?? ""),
            "visibility_level": repository.isPrivate ? 0 : 20, "path_with_namespace": .string(path),
            "default_branch": .string(repository.defaultBranch), "ci_config_path": .null, "homepage": page,
            "url": .string(ssh), "ssh_url": .string(ssh), "http_url": .string(http),
        ]
    }

    private func repositoryJSON(with extras: Set<String>) -> ForgeJSON {
        let path = data.path(of: repository)
        let ssh = ForgeJSON.string(data.links.gitLabSSH(path))
        let all: [(name: String, value: ForgeJSON)] = [
            ("git_http_url", .string(data.links.web("\(path).git"))), ("git_ssh_url", ssh),
            ("visibility_level", repository.isPrivate ? 0 : 20),
        ]
        let members: [(name: String, value: ForgeJSON)] = [
            ("name", .string(repository.name)), ("url", ssh), ("description", ""),
            ("homepage", .string(data.links.web(path))),
        ]
        return .object(members + all.filter { extras.contains($0.name) })
    }
}
