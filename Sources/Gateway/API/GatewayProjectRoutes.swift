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
                let asker: Projects.Asker =
                    if let ref = body.namedConnection {
                        .connection(try await projects.connection(ref, ofOwnerOf: parent))
                    } else { .user(try context.requireUser()) }
                new = try await projects.locate(
                    new, source: body.remote_source_name ?? "", path: body.repo_path ?? "", through: asker)
                return try answer(ProjectBody(try await setUps.create(new)), status: .created)
            }
            new = try await repositories.look(new)
            return try answer(ProjectBody(try await configStore.createProject(new)), status: .created)
        }
        api.on(.getProject) { _, context in try answer(ProjectBody(try project(context))) }
        api.on(.updateProject) { request, context in
            let body = try await request.decodeJSON(ProjectRequestBody.self, context: context)
            var change = body.request
            // A move needs ownership at both ends.
            if let ref = body.parent_ref { change.parentRef = try await authorization.ownParent(ref, for: context) }
            if body.remote_source_name != nil || body.repo_path != nil {
                // Where the repository was moved to at its source needs its path alone.
                let project = try project(context)
                let source = body.remote_source_name ?? project.repository.remoteSourceID
                let asker = try await asker(projects, of: project, body, change, context)
                change = try await projects.locate(
                    change, source: source, path: body.repo_path ?? "", through: asker)
                try Projects.requireSameRepository(change, as: project)
            } else if let ref = body.namedConnection, change.remoteRepositoryConfigType != "manual" {
                let project = try project(context)
                try Projects.requireNoKey(change)
                let connection = try await projects.connection(ref, ofOwnerOf: change.parentRef ?? project.parentID)
                let changed = try await projects.change(project, to: .connection(connection), change)
                return try answer(ProjectBody(changed), status: .created)
            } else {
                if try project(context).repository.configType == .remoteSource,
                    change.remoteRepositoryConfigType != RemoteRepositoryConfigType.manual.rawValue
                {
                    try Projects.requireNoKey(change)
                }
                change = try await repositories.look(change, of: project(context))
            }
            let changed = try await configStore.updateProject(project(context).id, change)
            // What had no forge before has one now, or the other way round.
            if changed.setUp.state == .settingUp, try project(context).repository.configType == .manual {
                return try answer(ProjectBody(try await setUps.repair(changed)), status: .created)
            }
            return try answer(ProjectBody(changed), status: .created)
        }
        api.on(.deleteProject) { request, context in
            try await setUps.delete(project(context), cascade: request.flag("cascade"))
            return Response.noContent
        }
    }

    /// Who asks the forge for a project that is changed: the connection that is named, or the one that the project has, or
    /// else the user.
    private func asker(
        _ projects: Projects, of project: Project, _ body: ProjectRequestBody, _ change: UpdateProjectRequest,
        _ context: Context
    ) async throws -> Projects.Asker {
        if let ref = body.namedConnection {
            return .connection(
                try await projects.connection(ref, ofOwnerOf: change.parentRef ?? project.parentID))
        }
        guard project.repository.connectionID.isEmpty else {
            return .connection(
                try await configStore.connection(project.repository.connectionID, of: project.ownerID))
        }
        return .user(try context.requireUser())
    }

    /// The project that the path names.
    func project(_ context: Context) throws -> Project {
        guard case .project(let project)? = context.resource?.resource else {
            throw Resource.Kind.project.unknown
        }
        return project
    }
}
