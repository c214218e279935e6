import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addProjectGroups(to api: RouterGroup<Context>) {
        let groups = ProjectGroups(environment: environment)
        let projects = Projects(environment: environment)
        api.post("projectgroups") { request, context in
            let created = try await groups.create(body(CreateProjectGroupRequest.self, request, context))
            return try answer(created, status: .created)
        }
        api.get("projectgroups/:ref") { _, context in
            try answer(try await groups.get(parameter("ref", of: context)))
        }
        api.put("projectgroups/:ref") { request, context in
            let ref = try parameter("ref", of: context)
            let updated = try await groups.update(ref, body(UpdateProjectGroupRequest.self, request, context))
            return try answer(updated, status: .created)
        }
        api.delete("projectgroups/:ref") { request, context in
            try await groups.delete(parameter("ref", of: context), cascade: request.flag("cascade"))
            return Response.noContent
        }
        api.get("projectgroups/:ref/subgroups") { request, context in
            let (ref, visibility) = (try parameter("ref", of: context), try visibility(of: request))
            return try await contents("subgroups", ref, visibility, request) { page in
                try await groups.subgroups(of: ref, visibility: visibility, page)
            }
        }
        api.get("projectgroups/:ref/projects") { request, context in
            let (ref, visibility) = (try parameter("ref", of: context), try visibility(of: request))
            return try await contents("projects", ref, visibility, request) { page in
                try await projects.list(of: ref, visibility: visibility, page)
            }
        }
    }

    /// One page of what a group holds.
    private func contents<Item: Encodable>(
        _ list: String, _ ref: String, _ visibility: Visibility?, _ request: Request,
        _ find: (PageRequest) async throws -> (items: [Item], next: String?)
    ) async throws -> Response {
        let filter = "\(ref) \(visibility?.rawValue ?? "")"
        let page = try PageRequest(request, list: list, filter: filter, key: cursorKey)
        return try self.page(try await find(page), list: list, page: page, filter: filter, request: request)
    }
}
