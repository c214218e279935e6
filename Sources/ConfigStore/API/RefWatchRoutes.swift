import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addRefWatches(to api: RouterGroup<Context>) {
        let watches = RefWatches(environment: environment)
        api.get("refwatches/due") { request, _ in
            let page = try PageRequest(request, list: RefWatches.list, filter: "due", key: cursorKey)
            return try answer(try await watches.due(limit: page.limit))
        }
        api.put("projects/:ref/refwatch/lease") { request, context in
            let ref = try parameter("ref", of: context)
            return try answer(try await watches.acquireLease(ref, body(RefLeaseRequest.self, request, context)))
        }
        api.put("projects/:ref/refwatch") { request, context in
            let ref = try parameter("ref", of: context)
            try await watches.update(ref, body(UpdateRefWatchRequest.self, request, context))
            return Response.noContent
        }
        api.put("projects/:ref/refwatch/refs") { request, context in
            let ref = try parameter("ref", of: context)
            try await watches.merge(ref, body(MergeRefsRequest.self, request, context))
            return Response.noContent
        }
    }
}
