import Crypto
import Foundation
import HTTPTransport

extension GitHubDialect {
    func deliveries(
        of event: ForgeEvent, in repository: ForgeRepository, by user: ForgeUser, _ data: ForgeData
    ) -> [ForgeDelivery] {
        let told = GitHubDeliveries(repository: repository, user: user, data: data)
        switch event {
        case .push(let push):
            switch (push.before, push.after) {
            case (nil, _): return told.push(push) + told.ref("create", push)
            case (_, nil): return told.push(push) + told.ref("delete", push)
            default: return told.push(push)
            }
        case .opened(let pull): return told.pullRequest(pull, action: "opened")
        case .synchronized(let pull, let before): return told.pullRequest(pull, action: "synchronize", before: before)
        case .renamed(let old): return told.renamed(from: old)
        case .test(let hook): return [told.ping(hook)]
        case .release: return []
        }
    }
}

/// Deliveries about one repository, as GitHub makes them.
struct GitHubDeliveries {
    let repository: ForgeRepository
    let user: ForgeUser
    let data: ForgeData

    private var links: ForgeLinks { data.links }
    private var path: String { data.path(of: repository) }

    private func payload(_ members: [(name: String, value: ForgeJSON)], _ json: ForgeJSON? = nil) -> ForgeJSON {
        var members = members
        members.append(("repository", json ?? data.gitHubEventJSON(repository)))
        members.append(("sender", user.gitHubJSON(links)))
        return .object(members)
    }

    func push(_ push: ForgePush) -> [ForgeDelivery] {
        let (before, after) = (push.before ?? ForgeObjectID.zero, push.tagObject ?? push.after ?? ForgeObjectID.zero)
        // A push says of its repository a little more than other events, and times as numbers.
        let told = data.gitHubEventJSON(repository, timesAreNumbers: true).adding("stargazers", 0)
            .adding("master_branch", .string(repository.defaultBranch))
        return deliver(
            "push",
            payload(
                [
                    ("ref", .string(push.ref)), ("before", .string(before)),
                    ("after", .string(push.after == nil ? ForgeObjectID.zero : after)),
                    ("created", .bool(push.before == nil)), ("deleted", .bool(push.after == nil)), ("forced", false),
                    ("base_ref", .null),
                    ("compare", .string(links.web("\(path)/compare/\(before.prefix(12))...\(after.prefix(12))"))),
                    ("commits", .array(push.commits.map { $0.gitHubPushJSON(links, path: path) })),
                    ("head_commit", push.head?.gitHubPushJSON(links, path: path) ?? .null),
                    ("pusher", ["name": .string(user.name), "email": .string(user.email)]),
                ], told))
    }

    /// A branch or a tag that was made or removed, which comes as a push too.
    func ref(_ event: String, _ push: ForgePush) -> [ForgeDelivery] {
        var members: [(name: String, value: ForgeJSON)] = [
            ("ref", .string(push.name)), ("ref_type", push.isTag ? "tag" : "branch"), ("pusher_type", "user"),
        ]
        if event == "create" {
            members += [("master_branch", .string(repository.defaultBranch)), ("description", .null)]
        }
        return deliver(event, payload(members))
    }

    func pullRequest(_ pull: ForgePullRequest, action: String, before: String? = nil) -> [ForgeDelivery] {
        var members: [(name: String, value: ForgeJSON)] = [
            ("action", .string(action)), ("number", .int(pull.number)),
            ("pull_request", data.gitHubEventJSON(pull, in: repository)),
        ]
        if let before { members += [("before", .string(before)), ("after", .string(data.headSHA(of: pull)))] }
        return deliver("pull_request", payload(members))
    }

    func renamed(from old: String) -> [ForgeDelivery] {
        let changes: ForgeJSON = ["repository": ["name": ["from": .string(old)]]]
        return deliver("repository", payload([("action", "renamed"), ("changes", changes)]))
    }

    func ping(_ hook: ForgeHook) -> ForgeDelivery {
        let api = links.gitHubRepository(path)
        return delivery(
            hook, "ping",
            payload([
                ("zen", "Anything added dilutes everything else."), ("hook_id", .int(hook.id)),
                ("hook", hook.gitHubJSON(api)),
            ]))
    }

    private func deliver(_ event: String, _ payload: @autoclosure () -> ForgeJSON) -> [ForgeDelivery] {
        let hooks = repository.hooks.filter { $0.isActive && ($0.events.contains(event) || $0.events.contains("*")) }
        guard !hooks.isEmpty else { return [] }
        let payload = payload()
        return hooks.map { delivery($0, event, payload) }
    }

    private func delivery(_ hook: ForgeHook, _ event: String, _ payload: ForgeJSON) -> ForgeDelivery {
        let isForm = hook.contentType == "form"
        let text = String(decoding: payload.bytes, as: UTF8.self)
        let body = Array((isForm ? "payload=\(ForgeForm.encoded(text))" : text).utf8)
        var headers = [
            TransportHeader("Content-Type", isForm ? "application/x-www-form-urlencoded" : "application/json"),
            TransportHeader("User-Agent", "GitHub-Hookshot/simulated"), TransportHeader("X-GitHub-Event", event),
            TransportHeader("X-GitHub-Delivery", UUID().uuidString.lowercased()),
            TransportHeader("X-GitHub-Hook-ID", String(hook.id)),
            TransportHeader("X-GitHub-Hook-Installation-Target-Type", "repository"),
            TransportHeader("X-GitHub-Hook-Installation-Target-ID", String(repository.id)),
        ]
        // Without a secret there is no signature; with one, it is of the body as it is sent.
        if !hook.secret.isEmpty {
            let key = SymmetricKey(data: Data(hook.secret.utf8))
            let sha1 = HMAC<Insecure.SHA1>.authenticationCode(for: Data(body), using: key)
            let sha256 = HMAC<SHA256>.authenticationCode(for: Data(body), using: key)
            headers.append(TransportHeader("X-Hub-Signature", "sha1=\(ForgeHex.text(sha1))"))
            headers.append(TransportHeader("X-Hub-Signature-256", "sha256=\(ForgeHex.text(sha256))"))
        }
        return ForgeDelivery(hookID: hook.id, url: hook.url, headers: headers, body: body, payload: payload)
    }
}
