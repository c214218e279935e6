import ConfigStoreAPI
import HTTPTypes
import Hummingbird
import RunServiceClient
import ServiceKit

extension GatewayRouter {
    func addRuns(to api: GatewayRoutes) {
        api.on(.listRuns) { request, context in try await listRuns(request, context) }
        api.on(.createRun) { request, context in
            let runs = try Runs(runService)
            let body = try await request.decodeJSON(CreateRunBody.self, context: context)
            let creation = RunCreation(
                configStore: configStore, repositories: ProjectRepositories(forges: forges, tokens: tokens),
                runs: runs)
            let made = try await creation.create(
                try RunSubject(branch: body.branch, tag: body.tag, ref: body.ref, commitSHA: body.commit_sha),
                in: try project(context))
            return try answer(RunDetailsBody(made), status: .created)
        }
        api.on(.getRun) { _, context in
            let runs = try Runs(runService)
            return try answer(RunDetailsBody(try await runs.run(runID(context), of: project(context))))
        }
        api.on(.getRunTask) { _, context in
            let runs = try Runs(runService)
            let run = try await runs.run(runID(context), of: project(context))
            let (task, config) = try runs.task(taskID(context), of: run)
            return try answer(RunTaskDetailsBody(task, config))
        }
        api.on(.actOnRun) { request, context in
            let runs = try Runs(runService)
            let body = try await request.decodeJSON(RunActionBody.self, context: context)
            let done = try await runs.act(Self.action(body), on: runID(context), of: project(context))
            return try answer(RunDetailsBody(done))
        }
        api.on(.actOnRunTask) { request, context in
            let runs = try Runs(runService)
            let body = try await request.decodeJSON(RunTaskActionBody.self, context: context)
            guard body.action_type == "approve" else {
                throw ServiceError(.invalid, code: "invalidRunAction", "action_type is approve")
            }
            try await runs.approve(
                taskID(context), of: runID(context), in: project(context), by: context.requireUser().user.id)
            return Response.noContent
        }
        addRunStreams(to: api)
    }

    /// A page; its cursor has the last run's id, after which the run service goes on.
    private func listRuns(_ request: Request, _ context: Context) async throws -> Response {
        let runs = try Runs(runService)
        let query = request.uri.queryParameters
        let project = try project(context)
        let group = query["group"].map(String.init) ?? ""
        let lastRun = try request.flag("lastrun")
        let (phase, result) = (query["phase"].map(String.init), query["result"].map(String.init))
        guard group.utf8.count <= Self.maxGroupBytes, !group.split(separator: "/").contains("..") else {
            throw ServiceError(.invalid, code: "invalidRunGroup", "a group is such as branch/main")
        }
        let filter = [project.id, group, phase ?? "", result ?? "", "\(lastRun)"].joined(separator: "|")
        let page = try PageRequest(request, list: "runs", filter: filter, ascending: false, key: keys.cursors)
        let found = try await runs.list(
            of: project, group: group, limit: min(page.limit, RunFilter.maxLimit),
            RunFilter(
                phases: phase.map { [RunPhase(rawValue: $0)] } ?? [],
                results: result.map { [RunResult(rawValue: $0)] } ?? [], lastRun: lastRun, start: page.after,
                ascending: page.ascending))
        let cursor = found.next.map {
            Cursor(list: "runs", after: $0, ascending: page.ascending, filter: filter).sealed(with: keys.cursors)
        }
        return try answer(
            found.runs.map(RunBody.init), headers: .page(of: request, cursor: cursor, baseURL: configuration.webURL))
    }

    private static let maxGroupBytes = 1024

    func runID(_ context: Context) throws -> String { try parameter("runid", of: context) }
    func taskID(_ context: Context) throws -> String { try parameter("taskid", of: context) }

    private static func action(_ body: RunActionBody) throws -> RunAction {
        switch body.action_type {
        case "restart": return .restart(fromStart: body.from_start ?? false)
        case "cancel": return .cancel
        case "stop": return .stop
        default:
            throw ServiceError(.invalid, code: "invalidRunAction", "action_type is restart, cancel or stop")
        }
    }
}
