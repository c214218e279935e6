import Foundation
import Hummingbird

private struct NewHook: Decodable {
    var type: String
    var config: [String: String]
    var events: [String]?
    var active: Bool?
}

extension GiteaRoutes {
    func addWebhooks(to api: RouterGroup<Context>) {
        let hooks = api.group("repos/:owner/:name/hooks")
        hooks.get { request, context in
            try answerPage(request, context, needs: .admin, countsAll: false) { _, scope in
                scope.repository.hooks.map { hook in { hook.giteaJSON() } }
            }
        }
        hooks.post { request, context in
            let new = try await body(NewHook.self, request, context)
            return try answer(request, context, 201, needs: .admin) { data, scope in
                let (url, type) = try Self.checked(new)
                guard scope.repository.hooks.count < ForgeRepository.maxHooks else { throw ForgeRefusal.full }
                // What a request leaves out is off.
                let hook = ForgeHook(
                    id: data.nextID(.hook), url: url, secret: new.config["secret"] ?? "", contentType: type,
                    isActive: new.active ?? false, events: ForgeHook.events(from: new.events ?? []),
                    created: data.now())
                data.repositories[scope.repository.id]?.hooks.append(hook)
                return hook.giteaJSON()
            }
        }
        hooks.delete(":id") { request, context in
            let id = try context.number("id")
            return try answer(request, context, 204, needs: .admin) { data, scope in
                guard scope.repository.hooks.contains(where: { $0.id == id }) else { throw ForgeRefusal.notFound }
                data.repositories[scope.repository.id]?.hooks.removeAll { $0.id == id }
                return .null
            }
        }
        hooks.post(":id/tests") { request, context in
            let id = try context.number("id")
            return try answer(request, context, 204, needs: .write) { data, scope in
                guard let hook = scope.repository.hooks.first(where: { $0.id == id }) else {
                    throw ForgeRefusal.notFound
                }
                data.occurred(.test(hook), in: scope.repository.id, by: try scope.user())
                return .null
            }
        }
    }

    private static func checked(_ new: NewHook) throws -> (url: String, contentType: String) {
        guard ["gitea", "gogs"].contains(new.type) else {
            throw ForgeRefusal.unprocessable("Invalid hook type: \(new.type)")
        }
        for name in ["url", "content_type"] where new.config[name]?.isEmpty ?? true {
            throw ForgeRefusal.unprocessable("Missing config option: \(name)")
        }
        let (url, type) = (new.config["url"] ?? "", new.config["content_type"] ?? "")
        guard ["json", "form"].contains(type) else { throw ForgeRefusal.unprocessable("Invalid content type") }
        guard url.utf8.count <= 2048, url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw ForgeRefusal.unprocessable("Invalid url")
        }
        return (url, type)
    }
}
