import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addVariables(to api: RouterGroup<Context>) {
        let variables = Variables(environment: environment)
        for (segment, type) in Self.holderSegments {
            let path = "\(segment)/:ref/variables"
            api.get(RouterPath(path)) { request, context in
                let holder = try holder(type, context)
                return try await treePage("variables", of: holder, request) { options, page in
                    try await variables.list(in: holder, options, page)
                }
            }
            api.post(RouterPath(path)) { request, context in
                let created = try await variables.create(
                    in: holder(type, context), body(CreateVariableRequest.self, request, context))
                return try answer(created, status: .created)
            }
            api.get(RouterPath("\(path)/:name")) { _, context in
                try answer(try await variables.get(name(context), in: holder(type, context)))
            }
            api.put(RouterPath("\(path)/:name")) { request, context in
                let (name, holder) = (try name(context), try holder(type, context))
                return try answer(
                    try await variables.update(name, in: holder, body(UpdateVariableRequest.self, request, context)))
            }
            api.delete(RouterPath("\(path)/:name")) { _, context in
                try await variables.delete(name(context), in: holder(type, context))
                return Response.noContent
            }
        }
    }
}
