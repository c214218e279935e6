import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addUserTokens(to api: RouterGroup<Context>) {
        let tokens = UserTokens(environment: environment)
        api.get("users/:ref/tokens") { request, context in
            let ref = try parameter("ref", of: context)
            return try page(
                of: try await tokens.list(ref), list: "usertokens", filter: ref, request: request
            ) { $0.name }
        }
        api.post("users/:ref/tokens") { request, context in
            let ref = try parameter("ref", of: context)
            return try answer(
                try await tokens.create(for: ref, body(CreateUserTokenRequest.self, request, context)),
                status: .created)
        }
        api.delete("users/:ref/tokens/:name") { _, context in
            try await tokens.delete(parameter("ref", of: context), parameter("name", of: context))
            return Response.noContent
        }
    }
}
