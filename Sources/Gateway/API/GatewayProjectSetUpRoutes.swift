import ConfigStoreAPI
import ConfigStoreClient
import HTTPTypes
import Hummingbird
import RemoteSources
import ServiceKit

extension GatewayRouter {
    func addProjectSetUps(to api: GatewayRoutes) {
        let projects = Projects(configStore: configStore, forges: forges, tokens: tokens)
        api.on(.reconfigProject) { _, context in
            _ = try await setUps.repair(projectWithForge(context))
            return Response.noContent
        }
        api.on(.examineProject) { _, context in
            let project = try project(context)
            return try answer(DoctorBody(project, await setUps.findings(of: project)))
        }
        api.on(.rotateProjectSecrets) { _, context in
            try answer(ProjectBody(try await setUps.rotateSecrets(of: projectWithForge(context))))
        }
        api.on(.updateProjectLinkedAccount) { _, context in
            let changed = try await projects.change(projectWithForge(context), to: .user(context.requireUser()))
            return try answer(ProjectBody(changed))
        }
        api.on(.refreshRemoteRepository) { _, context in
            let project = try projectWithForge(context)
            let repository = try await setUps.forge(of: project).repository
            let change = UpdateProjectRequest(
                repositoryPath: repository.path, defaultBranch: repository.defaultBranch ?? project.defaultBranch)
            return try answer(ProjectBody(try await configStore.updateProject(project.id, change)))
        }
        api.on(.catchUpProject) { _, context in
            try answer(CatchUpBody(try await catchUp.look(at: project(context))))
        }
        api.on(.listProjectSetUps) { request, _ in
            let text = request.uri.queryParameters["state"].map(String.init) ?? ProjectSetUp.State.failed.rawValue
            guard let state = ProjectSetUp.State(rawValue: text) else {
                throw ServiceError(.invalid, code: "invalidState", "state is settingUp, ready or failed")
            }
            let paging = try paging(request)
            let page = try await configStore.projects(
                in: state, limit: paging.limit, cursor: paging.cursor, sortDirection: paging.direction)
            return try answer(
                page.items.map(ProjectBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.listForgeCleanups) { request, _ in
            let paging = try paging(request)
            let page = try await configStore.forgeCleanups(
                limit: paging.limit, cursor: paging.cursor, sortDirection: paging.direction)
            return try answer(
                page.items.map(ForgeCleanupBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.dismissForgeCleanup) { _, context in
            try await configStore.dismissForgeCleanup(parameter("id", of: context))
            return Response.noContent
        }
    }

    private func projectWithForge(_ context: Context) throws -> Project {
        let project = try project(context)
        guard project.repository.configType == .remoteSource else { throw Projects.noForge }
        return project
    }
}
