import ConfigStoreAPI
import ConfigStoreClient
import HTTPTypes
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addVariables(to api: GatewayRoutes) {
        for operations in VariableOperations.all { addVariables(to: api, operations) }
    }

    private func addVariables(to api: GatewayRoutes, _ operations: VariableOperations) {
        api.on(operations.list) { request, context in
            let paging = try paging(request)
            let page = try await configStore.variables(
                in: context.holder(), tree: request.presence("tree"),
                removingOverridden: request.presence("removeoverridden"), resolving: request.presence("resolve"),
                limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(VariableBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(operations.create) { request, context in
            let body = try await request.decodeJSON(VariableRequestBody.self, context: context)
            let created = try await configStore.createVariable(in: context.holder(), body.request)
            return try answer(VariableBody(created), status: .created)
        }
        api.on(operations.get) { _, context in
            try answer(
                VariableBody(try await configStore.variable(parameter("name", of: context), in: context.holder())))
        }
        api.on(operations.update) { request, context in
            let body = try await request.decodeJSON(VariableRequestBody.self, context: context)
            let updated = try await configStore.updateVariable(
                parameter("name", of: context), in: context.holder(), body.request)
            return try answer(VariableBody(updated))
        }
        api.on(operations.delete) { _, context in
            try await configStore.deleteVariable(parameter("name", of: context), in: context.holder())
            return Response.noContent
        }
    }
}
