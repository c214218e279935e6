import Foundation
import Hummingbird

/// A webhook as a request describes it; what a change leaves out stays.
private struct HookRequest: Decodable {
    var url: String
    var token: String?
    var signing_token: String?
    var push_events: Bool?
    var tag_push_events: Bool?
    var merge_requests_events: Bool?

    func events(_ before: [String]) -> [String] {
        let asked = [
            ("push_events", push_events), ("tag_push_events", tag_push_events),
            ("merge_requests_events", merge_requests_events),
        ]
        return asked.filter { $0.1 ?? before.contains($0.0) }.map(\.0)
    }
}

extension GitLabRoutes {
    func addWebhooks(to project: RouterGroup<Context>) {
        let hooks = project.group("hooks")
        hooks.get { request, context in
            try answerPage(request, context, needs: .admin) { data, scope in
                scope.repository.hooks.map { hook in
                    let json = data.gitLabJSON(hook, in: scope.repository)
                    return { json }
                }
            }
        }
        hooks.get(":hook") { request, context in
            try answer(request, context, needs: .admin) { data, scope in
                data.gitLabJSON(scope.repository.hooks[try Self.index(context, scope)], in: scope.repository)
            }
        }
        hooks.post { request, context in
            let new = try await body(HookRequest.self, request, context)
            return try answer(request, context, 201, needs: .admin) { data, scope in
                try Self.check(new, data)
                guard scope.repository.hooks.count < ForgeRepository.maxHooks else { throw ForgeRefusal.full }
                let hook = ForgeHook(
                    id: data.nextID(.hook), url: new.url, secret: new.token ?? "",
                    signingSecret: data.signsDeliveries ? new.signing_token : nil, contentType: "json",
                    isActive: true, events: new.events(["push_events"]), created: data.now())
                data.repositories[scope.repository.id]?.hooks.append(hook)
                return data.gitLabJSON(hook, in: scope.repository)
            }
        }
        hooks.put(":hook") { request, context in
            let new = try await body(HookRequest.self, request, context)
            return try answer(request, context, needs: .admin) { data, scope in
                try Self.check(new, data)
                let index = try Self.index(context, scope)
                var hook = scope.repository.hooks[index]
                // Another address doesn't get to know the token of this one.
                hook.secret = new.token ?? (new.url == hook.url ? hook.secret : "")
                if data.signsDeliveries { hook.signingSecret = new.signing_token ?? hook.signingSecret }
                hook.url = new.url
                hook.events = new.events(hook.events)
                data.repositories[scope.repository.id]?.hooks[index] = hook
                return data.gitLabJSON(hook, in: scope.repository)
            }
        }
        hooks.delete(":hook") { request, context in
            try answer(request, context, 204, needs: .admin) { data, scope in
                let index = try Self.index(context, scope)
                data.repositories[scope.repository.id]?.hooks.remove(at: index)
                return .null
            }
        }
        hooks.get(":hook/events") { request, context in
            try answerPage(request, context, needs: .admin) { data, scope in
                let hook = scope.repository.hooks[try Self.index(context, scope)]
                guard !data.faults.hidesDeliveries else { throw ForgeRefusal.missing("404 Not Found") }
                return data.sent(to: hook).map { sent in { sent.gitLabJSON } }
            }
        }
        hooks.post(":hook/test/push_events") { request, context in
            try answer(request, context, 201, needs: .admin) { data, scope in
                let hook = scope.repository.hooks[try Self.index(context, scope)]
                guard !scope.repository.commits.isEmpty else {
                    throw ForgeRefusal.unprocessable("Ensure the project has commits.")
                }
                data.occurred(.test(hook), in: scope.repository.id, by: try scope.user())
                return ["message": "201 Created"]
            }
        }
    }

    private static func index(_ context: Context, _ scope: ForgeRepositoryScope) throws -> Int {
        let id = try context.number("hook")
        guard let index = scope.repository.hooks.firstIndex(where: { $0.id == id }) else {
            throw ForgeRefusal.missing("404 Hook Not Found")
        }
        return index
    }

    private static func check(_ new: HookRequest, _ data: ForgeData) throws {
        guard new.url.utf8.count <= 2048, new.url.hasPrefix("http://") || new.url.hasPrefix("https://") else {
            throw ForgeRefusal(status: 422, body: .sentence("Invalid url given"))
        }
        if data.signsDeliveries, let token = new.signing_token, ForgeHook.signingKey(token) == nil {
            throw ForgeRefusal(status: 400, body: .fields([(name: "signing_token", problem: "is invalid")]))
        }
    }
}

extension ForgeHook {
    /// The key in a signing token: `whsec_` and 32 bytes in base64.
    static func signingKey(_ token: String) -> Data? {
        guard token.hasPrefix("whsec_"), let key = Data(base64Encoded: String(token.dropFirst("whsec_".count))),
            key.count == 32
        else { return nil }
        return key
    }
}

extension ForgeSentDelivery {
    /// With what was sent in it.
    fileprivate var gitLabJSON: ForgeJSON {
        let trigger: ForgeJSON =
            switch header("X-Gitlab-Event") {
            case "Tag Push Hook": "tag_push_hooks"
            case "Merge Request Hook": "merge_request_hooks"
            default: "push_hooks"
            }
        return [
            "id": .int(number), "url": .string(delivery.url), "trigger": trigger,
            "request_headers": headersJSON(redacting: ["x-gitlab-token"]), "request_data": delivery.payload,
            "response_headers": .object([]), "response_body": "", "execution_duration": 1,
            "response_status": .string(status.map(String.init) ?? "internal error"),
            "created_at": ForgeLinks.time(time),
        ]
    }
}
