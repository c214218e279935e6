import Foundation
import Hummingbird

private struct NewDeployKey: Decodable {
    var title: String?
    var key: String
    var read_only: Bool?
}

private struct NewHook: Decodable {
    struct Config: Decodable {
        var url: String?
        var content_type: String?
        var secret: String?
    }

    var name: String?
    var config: Config
    var events: [String]?
    var active: Bool?
}

/// Deploy keys and webhooks.
extension GitHubRoutes {
    func addDeployKeys(to repository: RouterGroup<Context>) {
        repository.get("keys") { request, context in
            try answer(request, context, needs: .admin) { data, scope in
                let api = data.links.gitHubRepository(scope.path)
                return page(request, scope.repository.keys.map { key in { key.gitHubJSON(api) } }, data)
            }
        }
        repository.post("keys") { request, context in
            let new = try await body(NewDeployKey.self, request, context)
            return try answer(request, context, needs: .admin) { data, scope in
                guard ForgeDeployKey.isOne(new.key) else {
                    throw ForgeRefusal(
                        status: 422,
                        body: .fields([
                            (name: "key", problem: "key is invalid. You must supply a key in OpenSSH public key format")
                        ]))
                }
                // A key is on one repository only.
                let blob = ForgeDeployKey.blob(of: new.key)
                let isThere = data.repositories.values.contains { repository in
                    repository.keys.contains { ForgeDeployKey.blob(of: $0.content) == blob }
                }
                guard !isThere else {
                    throw ForgeRefusal(status: 422, body: .fields([(name: "key", problem: "key is already in use")]))
                }
                guard scope.repository.keys.count < ForgeRepository.maxKeys else { throw ForgeRefusal.full }
                let key = ForgeDeployKey(
                    id: data.nextID(.key), title: new.title ?? "", content: new.key,
                    isReadOnly: new.read_only ?? false, created: data.now())
                data.repositories[scope.repository.id]?.keys.append(key)
                return Answer(json: key.gitHubJSON(data.links.gitHubRepository(scope.path)), status: 201)
            }
        }
        repository.delete("keys/:key") { request, context in
            let id = try context.number("key")
            return try answer(request, context, needs: .admin) { data, scope in
                guard scope.repository.keys.contains(where: { $0.id == id }) else { throw ForgeRefusal.notFound }
                data.repositories[scope.repository.id]?.keys.removeAll { $0.id == id }
                return Answer(json: .null, status: 204)
            }
        }
    }

    func addWebhooks(to repository: RouterGroup<Context>) {
        repository.get("hooks") { request, context in
            try answer(request, context, needs: .admin) { data, scope in
                let api = data.links.gitHubRepository(scope.path)
                return page(request, scope.repository.hooks.map { hook in { hook.gitHubJSON(api) } }, data)
            }
        }
        repository.post("hooks") { request, context in
            let new = try await body(NewHook.self, request, context)
            return try answer(request, context, needs: .admin) { data, scope in
                let hook = try Self.hook(new, scope.repository, &data)
                data.repositories[scope.repository.id]?.hooks.append(hook)
                data.occurred(.test(hook), in: scope.repository.id, by: try scope.user())
                return Answer(json: hook.gitHubJSON(data.links.gitHubRepository(scope.path)), status: 201)
            }
        }
        repository.delete("hooks/:hook") { request, context in
            try answer(request, context, needs: .admin) { data, scope in
                let hook = try Self.hook(context, scope)
                data.repositories[scope.repository.id]?.hooks.removeAll { $0.id == hook.id }
                return Answer(json: .null, status: 204)
            }
        }
        repository.post("hooks/:hook/pings") { request, context in
            try answer(request, context, needs: .admin) { data, scope in
                data.occurred(.test(try Self.hook(context, scope)), in: scope.repository.id, by: try scope.user())
                return Answer(json: .null, status: 204)
            }
        }
    }

    static func hook(_ context: Context, _ scope: ForgeRepositoryScope) throws -> ForgeHook {
        let id = try context.number("hook")
        guard let hook = scope.repository.hooks.first(where: { $0.id == id }) else { throw ForgeRefusal.notFound }
        return hook
    }

    private static func hook(
        _ new: NewHook, _ repository: ForgeRepository, _ data: inout ForgeData
    ) throws(ForgeRefusal) -> ForgeHook {
        func refuse(_ field: String, _ problem: String) -> ForgeRefusal {
            ForgeRefusal(status: 422, body: .fields([(name: field, problem: problem)]))
        }
        let url = new.config.url ?? ""
        guard new.name ?? "web" == "web" else { throw refuse("name", "name must be web") }
        guard url.utf8.count <= 2048, url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw refuse("url", "url is missing a scheme")
        }
        guard !repository.hooks.contains(where: { $0.url == url }) else {
            throw refuse("", "Hook already exists on this repository")
        }
        guard repository.hooks.count < 20 else { throw .full }
        return ForgeHook(
            id: data.nextID(.hook), url: url, secret: new.config.secret ?? "",
            contentType: new.config.content_type == "json" ? "json" : "form", isActive: new.active ?? true,
            events: new.events ?? ["push"], created: data.now())
    }
}
