import ConfigStoreAPI
import Hummingbird
import ServiceKit
import Validation

extension ConfigStoreRouter {
    func addOrganizations(to api: RouterGroup<Context>) {
        let organizations = Organizations(environment: environment)
        api.get("orgs") { request, _ in
            let visibility = try visibility(of: request)
            let filter = visibility?.rawValue ?? ""
            let page = try PageRequest(request, list: "orgs", filter: filter, key: cursorKey)
            let (items, hasMore) = try await organizations.list(page, visibility: visibility)
            return try self.page(
                items, hasMore: hasMore, last: items.last?.name, list: "orgs", page: page, filter: filter,
                request: request)
        }
        api.post("orgs") { request, context in
            let created = try await organizations.create(body(CreateOrganizationRequest.self, request, context))
            return try answer(created, status: .created)
        }
        api.get("orgs/:ref") { _, context in
            try answer(try await organizations.get(parameter("ref", of: context)))
        }
        api.put("orgs/:ref") { request, context in
            let ref = try parameter("ref", of: context)
            return try answer(
                try await organizations.update(ref, body(UpdateOrganizationRequest.self, request, context)))
        }
        api.delete("orgs/:ref") { request, context in
            try await organizations.delete(parameter("ref", of: context), cascade: request.flag("cascade"))
            return Response.noContent
        }
    }

    /// One page of a list whose next page the action names.
    func page<Item: Encodable>(
        _ found: (items: [Item], next: String?), list: String, page: PageRequest, filter: String, request: Request
    ) throws -> Response {
        try self.page(
            found.items, hasMore: found.next != nil, last: found.next, list: list, page: page, filter: filter,
            request: request)
    }

    /// The `visibility` that a list is asked for.
    func visibility(of request: Request) throws -> Visibility? {
        guard let text = request.uri.queryParameters["visibility"] else { return nil }
        guard let visibility = Visibility(rawValue: String(text)) else {
            throw ServiceError(
                code: "invalidVisibility",
                violations: Violations([Violation("visibility", .notSupported, "public or private is needed")]))
        }
        return visibility
    }
}
