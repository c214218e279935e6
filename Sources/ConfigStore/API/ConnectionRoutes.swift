import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addConnections(to api: RouterGroup<Context>) {
        let connections = Connections(environment: environment)
        api.get("orgs/:ref/connections") { request, context in
            let ref = try parameter("ref", of: context)
            let page = try PageRequest(request, list: "connections", filter: ref, key: cursorKey)
            return try self.page(
                try await connections.list(of: ref, page), list: "connections", page: page, filter: ref,
                request: request)
        }
        api.post("orgs/:ref/connections") { request, context in
            let created = try await connections.create(
                of: parameter("ref", of: context), body(CreateConnectionRequest.self, request, context))
            return try answer(created, status: .created)
        }
        api.get("orgs/:ref/connections/:name") { _, context in
            try answer(
                try await connections.get(parameter("name", of: context), of: parameter("ref", of: context)))
        }
        api.put("orgs/:ref/connections/:name") { request, context in
            try answer(
                try await connections.update(
                    parameter("name", of: context), of: parameter("ref", of: context),
                    body(UpdateConnectionRequest.self, request, context)))
        }
        api.delete("orgs/:ref/connections/:name") { _, context in
            try await connections.delete(parameter("name", of: context), of: parameter("ref", of: context))
            return Response.noContent
        }
        api.post("orgs/:ref/connections/:name/secretcheck") { request, context in
            let matches = try await connections.secretMatches(
                parameter("name", of: context), of: parameter("ref", of: context),
                body(ConnectionSecret.self, request, context).secret)
            return try answer(SecretCheck(matches: matches))
        }
        api.get("orgs/:ref/connections/:name/credentials") { _, context in
            try answer(
                try await connections.credentials(parameter("name", of: context), of: parameter("ref", of: context)))
        }
    }
}
