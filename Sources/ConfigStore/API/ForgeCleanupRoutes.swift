import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addForgeCleanups(to api: RouterGroup<Context>) {
        let cleanups = ForgeCleanups(environment: environment)
        api.get("forgecleanups") { request, _ in
            let page = try PageRequest(request, list: ForgeCleanups.list, key: cursorKey)
            return try self.page(
                try await cleanups.list(page), list: ForgeCleanups.list, page: page, filter: "", request: request)
        }
        api.get("forgecleanups/due") { request, _ in
            let page = try PageRequest(request, list: ForgeCleanups.list, filter: "due", key: cursorKey)
            return try answer(try await cleanups.due(limit: page.limit))
        }
        api.put("forgecleanups/:id") { request, context in
            let id = try parameter("id", of: context)
            return try answer(try await cleanups.update(id, body(UpdateForgeCleanupRequest.self, request, context)))
        }
        api.delete("forgecleanups/:id") { request, context in
            try await cleanups.delete(parameter("id", of: context), isDismissed: request.flag("dismiss"))
            return Response.noContent
        }
    }
}
