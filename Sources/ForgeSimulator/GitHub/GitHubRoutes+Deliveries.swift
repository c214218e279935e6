import Hummingbird

/// What was sent to a webhook. The list goes on from an entry, and has no numbers of pages.
extension GitHubRoutes {
    func addDeliveries(to repository: RouterGroup<Context>) {
        repository.get("hooks/:hook/deliveries") { request, context in
            try answer(request, context, needs: .admin) { data, scope in
                let sent = try Self.sent(context, scope, data)
                let items = query(request)
                func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
                let limit = min(max(1, value("per_page").flatMap { Int($0) } ?? 30), 100)
                let first = value("cursor").flatMap { Int64($0.dropFirst("v1_".count)) }
                let rest = sent.drop { entry in first.map { entry.number > $0 } ?? false }
                let next = rest.dropFirst(limit).first.map {
                    "<\(data.links.root)\(request.uri.path)?per_page=\(limit)&cursor=v1_\($0.number)>; rel=\"next\""
                }
                return Answer(json: .array(rest.prefix(limit).map(\.gitHubJSON)), link: next)
            }
        }
        repository.get("hooks/:hook/deliveries/:delivery") { request, context in
            let number = try context.number("delivery")
            return try answer(request, context, needs: .admin) { data, scope in
                guard let found = try Self.sent(context, scope, data).first(where: { $0.number == number }) else {
                    throw ForgeRefusal.notFound
                }
                let request: ForgeJSON = ["headers": found.headersJSON(), "payload": found.delivery.payload]
                let response: ForgeJSON = ["headers": .object([]), "payload": ""]
                return Answer(
                    json: found.gitHubJSON.adding("url", .string(found.delivery.url)).adding("request", request)
                        .adding("response", response))
            }
        }
    }

    private static func sent(
        _ context: Context, _ scope: ForgeRepositoryScope, _ data: ForgeData
    ) throws -> [ForgeSentDelivery] {
        let hook = try hook(context, scope)
        guard !data.faults.hidesDeliveries else { throw ForgeRefusal.notFound }
        return data.sent(to: hook)
    }
}

extension ForgeSentDelivery {
    /// An entry of the list.
    fileprivate var gitHubJSON: ForgeJSON {
        [
            "id": .int(number), "guid": .string(header("X-GitHub-Delivery")), "delivered_at": ForgeLinks.time(time),
            "redelivery": false, "duration": 1,
            "status": .string(isTaken ? "OK" : status == nil ? "failed to connect" : "invalid HTTP response"),
            "status_code": .count(status ?? 502), "event": .string(header("X-GitHub-Event")), "action": .null,
            "installation_id": .null, "repository_id": .null, "throttled_at": .null,
        ]
    }
}
