import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addValidators(to api: RouterGroup<Context>) {
        api.get("validators") { request, _ in
            let page = try PageRequest(request, list: "validators", key: cursorKey)
            let (items, hasMore) = try await validators.list(page)
            return try self.page(
                items, hasMore: hasMore, last: items.last?.name, list: "validators", page: page, request: request)
        }
        api.post("validators") { request, context in
            let created = try await validators.create(body(CreateRuleValidatorRequest.self, request, context))
            return try answer(created, status: .created)
        }
        api.get("validators/:ref") { _, context in
            try answer(try await validators.get(parameter("ref", of: context)))
        }
        api.put("validators/:ref") { request, context in
            let ref = try parameter("ref", of: context)
            let updated = try await validators.update(ref, body(UpdateRuleValidatorRequest.self, request, context))
            return try answer(updated, status: .created)
        }
        api.delete("validators/:ref") { _, context in
            try await validators.delete(parameter("ref", of: context))
            return Response.noContent
        }
    }
}
