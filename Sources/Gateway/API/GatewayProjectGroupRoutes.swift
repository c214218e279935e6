import ConfigStoreAPI
import ConfigStoreClient
import HTTPTypes
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addProjectGroups(to api: GatewayRoutes, _ authorization: Authorization) {
        api.on(.createProjectGroup) { request, context in
            let body = try await request.decodeJSON(ProjectGroupRequestBody.self, context: context)
            let parent = try await authorization.ownParent(
                body.parent_ref ?? Self.defaultParent(context), for: context)
            let created = try await configStore.createProjectGroup(
                CreateProjectGroupRequest(name: body.name, parentRef: parent, visibility: body.visibility))
            return try answer(ProjectGroupBody(created), status: .created)
        }
        api.on(.getProjectGroup) { _, context in try answer(ProjectGroupBody(try projectGroup(context))) }
        api.on(.listSubgroups) { request, context in
            let paging = try paging(request)
            let page = try await configStore.subgroups(
                of: projectGroup(context).id, visibility: Self.shown(context), limit: paging.limit,
                cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(ProjectGroupBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.listProjects) { request, context in
            let paging = try paging(request)
            let page = try await configStore.projects(
                of: projectGroup(context).id, visibility: Self.shown(context), limit: paging.limit,
                cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(ProjectBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.updateProjectGroup) { request, context in
            let body = try await request.decodeJSON(ProjectGroupRequestBody.self, context: context)
            // A move needs ownership at both ends.
            var parent: String?
            if let ref = body.parent_ref { parent = try await authorization.ownParent(ref, for: context) }
            let updated = try await configStore.updateProjectGroup(
                projectGroup(context).id,
                UpdateProjectGroupRequest(name: body.name, parentRef: parent, visibility: body.visibility))
            return try answer(ProjectGroupBody(updated), status: .created)
        }
        api.on(.deleteProjectGroup) { request, context in
            try await configStore.deleteProjectGroup(projectGroup(context).id, cascade: request.flag("cascade"))
            return Response.noContent
        }
    }

    /// Where something goes that names no parent: the user's own root group.
    static func defaultParent(_ context: Context) throws -> String { "user/\(try context.requireUser().user.name)" }

    /// What a group that one may see holds may still be private: then only members list it.
    private static func shown(_ context: Context) -> Visibility? {
        (context.resource?.rights ?? .none) >= .member ? nil : .public
    }

    /// The group that the path names.
    private func projectGroup(_ context: Context) throws -> ProjectGroup {
        guard case .projectGroup(let group)? = context.resource?.resource else {
            throw Resource.Kind.projectGroup.unknown
        }
        return group
    }
}
