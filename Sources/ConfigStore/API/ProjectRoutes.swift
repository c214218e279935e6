import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addProjects(to api: RouterGroup<Context>) {
        let projects = Projects(environment: environment)
        api.post("projects") { request, context in
            let created = try await projects.create(body(CreateProjectRequest.self, request, context))
            return try answer(created, status: .created)
        }
        api.get("projects/:ref") { _, context in
            try answer(try await projects.get(parameter("ref", of: context)))
        }
        api.put("projects/:ref") { request, context in
            let ref = try parameter("ref", of: context)
            let updated = try await projects.update(ref, body(UpdateProjectRequest.self, request, context))
            return try answer(updated, status: .created)
        }
        api.delete("projects/:ref") { request, context in
            try await projects.delete(parameter("ref", of: context), cascade: request.flag("cascade"))
            return Response.noContent
        }
        api.get("projects/:ref/credentials") { _, context in
            try answer(try await projects.credentials(parameter("ref", of: context)))
        }
    }
}
