import ConfigStoreAPI
import ConfigStoreClient
import HTTPTypes
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addProjects(to api: GatewayRoutes, _ authorization: Authorization) {
        let projects = Projects(configStore: configStore, forges: forges, tokens: tokens)
        let repositories = ManualRepositories(configStore: configStore, registry: forges.registry, git: git)
        api.on(.createProject) { request, context in
            let body = try await request.decodeJSON(ProjectRequestBody.self, context: context)
            let parent = try await authorization.ownParent(
                body.parent_ref ?? Self.defaultParent(context), for: context)
            var new = body.request
            new.parentRef = parent
            if new.remoteRepositoryConfigType == nil { new.remoteRepositoryConfigType = "remotesource" }
            if new.remoteRepositoryConfigType == "remotesource" {
                new = try await projects.locate(
                    new, source: body.remote_source_name ?? "", path: body.repo_path ?? "",
                    through: context.requireUser())
            } else {
                new = try await repositories.look(new)
            }
            return try answer(ProjectBody(try await configStore.createProject(new)), status: .created)
        }
        api.on(.getProject) { _, context in try answer(ProjectBody(try project(context))) }
        api.on(.updateProject) { request, context in
            let body = try await request.decodeJSON(ProjectRequestBody.self, context: context)
            var change = body.request
            // A move needs ownership at both ends.
            if let ref = body.parent_ref { change.parentRef = try await authorization.ownParent(ref, for: context) }
            if body.remote_source_name != nil || body.repo_path != nil {
                // Another repository of the same source needs its path alone.
                let source = try body.remote_source_name ?? project(context).repository.remoteSourceID
                change = try await projects.locate(
                    change, source: source, path: body.repo_path ?? "", through: context.requireUser())
            } else {
                change = try await repositories.look(change, of: project(context))
            }
            return try answer(
                ProjectBody(try await configStore.updateProject(project(context).id, change)), status: .created)
        }
        api.on(.deleteProject) { request, context in
            try await configStore.deleteProject(project(context).id, cascade: request.flag("cascade"))
            return Response.noContent
        }
    }

    /// The project that the path names.
    func project(_ context: Context) throws -> Project {
        guard case .project(let project)? = context.resource?.resource else {
            throw Resource.Kind.project.unknown
        }
        return project
    }
}
