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
            let ref = try parameter("ref", of: context)
            let page = try PageRequest(request, list: "subgroups", filter: ref, key: cursorKey)
            return try self.page(
                try await groups.subgroups(of: ref, page), list: "subgroups", page: page, filter: ref,
                request: request)
        }
        api.get("projectgroups/:ref/projects") { request, context in
            let ref = try parameter("ref", of: context)
            let page = try PageRequest(request, list: "projects", filter: ref, key: cursorKey)
            return try self.page(
                try await projects.list(of: ref, page), list: "projects", page: page, filter: ref, request: request)
        }
    }
}
