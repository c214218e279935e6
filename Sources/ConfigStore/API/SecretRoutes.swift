import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addSecrets(to api: RouterGroup<Context>) {
        let secrets = Secrets(environment: environment)
        for (segment, type) in Self.holderSegments {
            let path = "\(segment)/:ref/secrets"
            api.get(RouterPath(path)) { request, context in
                let holder = try holder(type, context)
                return try await treePage("secrets", of: holder, request) { options, page in
                    try await secrets.list(in: holder, options, page)
                }
            }
            api.post(RouterPath(path)) { request, context in
                let created = try await secrets.create(
                    in: holder(type, context), body(CreateSecretRequest.self, request, context))
                return try answer(created, status: .created)
            }
            api.get(RouterPath("\(path)/:name")) { _, context in
                try answer(try await secrets.get(name(context), in: holder(type, context)))
            }
            api.put(RouterPath("\(path)/:name")) { request, context in
                let (name, holder) = (try name(context), try holder(type, context))
                return try answer(
                    try await secrets.update(name, in: holder, body(UpdateSecretRequest.self, request, context)))
            }
            api.delete(RouterPath("\(path)/:name")) { request, context in
                try await secrets.delete(name(context), in: holder(type, context), cascade: request.flag("cascade"))
                return Response.noContent
            }
            api.get(RouterPath("\(path)/:name/credentials")) { _, context in
                try answer(try await secrets.credentials(name(context), in: holder(type, context)))
            }
            api.post(RouterPath("\(path)/:name/secretcheck")) { request, context in
                let (name, holder) = (try name(context), try holder(type, context))
                let given = try await body(SecretCredentials.self, request, context)
                return try answer(SecretCheck(matches: try await secrets.matches(name, in: holder, given)))
            }
        }
    }
}
