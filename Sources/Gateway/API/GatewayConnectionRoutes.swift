import ConfigStoreAPI
import ConfigStoreClient
import HTTPTypes
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addConnections(to api: GatewayRoutes) {
        let connections = Connections(configStore: configStore, forges: forges)
        api.on(.listConnections) { request, context in
            let paging = try paging(request)
            let page = try await configStore.connections(
                of: organization(context).id, limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(ConnectionBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.createConnection) { request, context in
            let body = try await request.decodeJSON(ConnectionRequestBody.self, context: context)
            let created = try await connections.create(of: organization(context).id, body.new)
            return try answer(ConnectionBody(created), status: .created)
        }
        api.on(.getConnection) { _, context in try answer(ConnectionBody(try await connection(context))) }
        api.on(.updateConnection) { request, context in
            let body = try await request.decodeJSON(ConnectionRequestBody.self, context: context)
            return try answer(
                ConnectionBody(try await connections.update(try await connection(context), body.change)))
        }
        api.on(.checkConnectionSecret) { request, context in
            let body = try await request.decodeJSON(ConnectionSecret.self, context: context)
            let matches = try await configStore.connectionSecretMatches(
                parameter("name", of: context), of: organization(context).id, body.secret)
            return try answer(SecretCheckBody(matches: matches))
        }
        api.on(.deleteConnection) { _, context in
            try await configStore.deleteConnection(parameter("name", of: context), of: organization(context).id)
            return Response.noContent
        }
    }

    /// The connection that the path names.
    private func connection(_ context: Context) async throws -> Connection {
        try await configStore.connection(parameter("name", of: context), of: organization(context).id)
    }
}
