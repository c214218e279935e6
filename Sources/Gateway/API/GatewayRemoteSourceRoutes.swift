import ConfigStoreAPI
import ConfigStoreClient
import HTTPTypes
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addRemoteSources(to api: RouterGroup<Context>) {
        api.get("remotesources") { request, context in
            let paging = try paging(request)
            let isDetailed = try request.flag("details")
            if isDetailed { try context.requireAdministrator() }
            let page = try await configStore.remoteSources(limit: paging.limit, cursor: paging.cursor)
            let headers = HTTPFields.page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL)
            return try isDetailed
                ? answer(page.items.map(RemoteSourceDetailsBody.init), headers: headers)
                : answer(page.items.map(RemoteSourceBody.init), headers: headers)
        }
        api.post("remotesources") { request, context in
            try context.requireAdministrator()
            let body = try await request.decodeJSON(RemoteSourceRequestBody.self, context: context)
            return try answer(
                RemoteSourceBody(try await configStore.createRemoteSource(body.request)), status: .created)
        }
        api.get("remotesources/:ref") { _, context in
            try context.requireLogin()
            return try answer(RemoteSourceBody(try await configStore.remoteSource(parameter("ref", of: context))))
        }
        api.get("remotesources/:ref/details") { _, context in
            try context.requireAdministrator()
            let source = try await configStore.remoteSource(parameter("ref", of: context))
            return try answer(RemoteSourceDetailsBody(source))
        }
        api.post("remotesources/:ref/secretcheck") { request, context in
            try context.requireAdministrator()
            let body = try await request.decodeJSON(SecretCheckRequestBody.self, context: context)
            let matches = try await configStore.remoteSourceSecretMatches(
                parameter("ref", of: context), body.oauth_2_client_secret)
            return try answer(SecretCheckBody(matches: matches))
        }
        api.put("remotesources/:ref") { request, context in
            try context.requireAdministrator()
            let body = try await request.decodeJSON(RemoteSourceRequestBody.self, context: context)
            let updated = try await configStore.updateRemoteSource(parameter("ref", of: context), body.request)
            return try answer(RemoteSourceBody(updated), status: .created)
        }
        api.delete("remotesources/:ref") { _, context in
            try context.requireAdministrator()
            try await configStore.deleteRemoteSource(parameter("ref", of: context))
            return Response.noContent
        }
    }
}
