import ConfigStoreAPI
import ConfigStoreClient
import HTTPTypes
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addRemoteSources(to api: GatewayRoutes) {
        api.on(.listRemoteSources) { request, context in
            let paging = try paging(request)
            let isDetailed = try request.flag("details")
            if isDetailed { try context.requireAdministrator() }
            let page = try await configStore.remoteSources(
                limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            let headers = HTTPFields.page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL)
            return try isDetailed
                ? answer(page.items.map(RemoteSourceDetailsBody.init), headers: headers)
                : answer(page.items.map(RemoteSourceBody.init), headers: headers)
        }
        api.on(.createRemoteSource) { request, context in
            let body = try await request.decodeJSON(RemoteSourceRequestBody.self, context: context)
            return try answer(
                RemoteSourceBody(try await configStore.createRemoteSource(body.request)), status: .created)
        }
        api.on(.getRemoteSource) { _, context in
            return try answer(RemoteSourceBody(try await configStore.remoteSource(parameter("ref", of: context))))
        }
        api.on(.getRemoteSourceDetails) { _, context in
            let source = try await configStore.remoteSource(parameter("ref", of: context))
            return try answer(RemoteSourceDetailsBody(source))
        }
        api.on(.checkRemoteSourceSecret) { request, context in
            let body = try await request.decodeJSON(SecretCheckRequestBody.self, context: context)
            let matches = try await configStore.remoteSourceSecretMatches(
                parameter("ref", of: context), body.oauth_2_client_secret)
            return try answer(SecretCheckBody(matches: matches))
        }
        api.on(.updateRemoteSource) { request, context in
            let body = try await request.decodeJSON(RemoteSourceRequestBody.self, context: context)
            let updated = try await configStore.updateRemoteSource(parameter("ref", of: context), body.request)
            return try answer(RemoteSourceBody(updated), status: .created)
        }
        api.on(.deleteRemoteSource) { _, context in
            try await configStore.deleteRemoteSource(parameter("ref", of: context))
            return Response.noContent
        }
    }
}
