import ConfigStoreAPI
import Foundation
import HTTPTransport
import RunServiceClient
import ServiceKit

/// The runs of projects, at the run service.
struct Runs: Sendable {
    let service: RunServiceClient

    /// The run service's name for a project: what its runs' groups begin with.
    static func group(of project: Project) -> String { "/project/\(project.id)" }

    /// - Throws: `ServiceError` 404 when the gateway has no run service.
    init(_ service: RunServiceClient?) throws(ServiceError) {
        guard let service else {
            throw ServiceError(
                .notFound, code: "runServiceMissing", "this gateway has no run service: gateway.runService names one")
        }
        self.service = service
    }

    /// One page of a project's runs.
    ///
    /// - Parameter group: What is below the project's group, such as `branch/main`; empty for all.
    /// - Returns: The runs, and the id of the one that the next page starts after.
    func list(
        of project: Project, group: String, limit: Int, _ filter: RunFilter
    ) async throws -> (runs: [Run], next: String?) {
        var filter = filter
        filter.groups = [Self.group(of: project) + (group.isEmpty ? "" : "/" + group)]
        filter.limit = limit
        let asked = filter
        let found = try await asking { () throws(RunServiceClientError) in try await service.runs(asked).runs }
        return (found.filter { Self.belongs($0, to: project) }, found.count >= limit ? found.last?.id : nil)
    }

    /// A run of a project. Another project's is not there, to the letter.
    func run(_ id: String, of project: Project, changeGroups: [String] = []) async throws -> RunDetails {
        do throws(RunServiceClientError) {
            let details = try await service.run(id, changeGroups: changeGroups)
            guard Self.belongs(details.run, to: project) else { throw Self.noRun }
            return details
        } catch {
            throw ServiceError(error.status == 404 ? Self.noRun : error)
        }
    }

    /// Makes a run.
    func create(_ request: RunCreateRequest) async throws -> RunDetails {
        try await asking { () throws(RunServiceClientError) in try await service.createRun(request) }
    }

    /// A task of a run of a project, with what it does.
    func task(_ id: String, of run: RunDetails) throws -> (RunTask, RunConfigTask?) {
        guard let task = run.run.tasks[id] else {
            throw ServiceError(.notFound, code: "runTaskDoesNotExist", "there is no such task")
        }
        return (task, run.runConfig?.tasks[id])
    }

    /// Stops or cancels a run, or starts it again.
    ///
    /// - Returns: The new run when one is started again, otherwise the run as it is now.
    func act(_ action: RunAction, on id: String, of project: Project) async throws -> RunDetails {
        let found = try await run(id, of: project)
        switch action {
        case .restart(let fromStart):
            guard fromStart ? found.run.canRestartFromScratch : found.canRestartFromFailedTasks else {
                throw ServiceError(
                    .conflict, code: "runCannotBeRestarted",
                    "only a finished run starts again, and one that succeeded only from the start")
            }
            let request = RunCreateRequest(again: id, fromStart: fromStart)
            return try await create(request)
        case .cancel:
            try await asking { () throws(RunServiceClientError) in try await service.act(on: id, .cancel) }
        case .stop: try await asking { () throws(RunServiceClientError) in try await service.act(on: id, .stop) }
        }
        return try await run(id, of: project)
    }

    /// Notes that a user approves a task; the run service starts it when it has whom it needs.
    func approve(_ task: String, of id: String, in project: Project, by user: String) async throws {
        let group = "approval/\(id)/\(task)"
        let found = try await run(id, of: project, changeGroups: [group])
        let (state, _) = try self.task(task, of: found)
        guard state.waitingApproval else {
            throw ServiceError(.conflict, code: "runTaskNotWaitingApproval", "this task does not wait for approval")
        }
        var approvers = state.approvers
        guard !approvers.contains(user) else {
            throw ServiceError(.conflict, code: "runTaskAlreadyApproved", "you have approved this task already")
        }
        approvers.append(user)
        var annotations = state.annotations
        annotations["approvers"] = String(decoding: try JSONEncoder().encode(approvers), as: UTF8.self)
        let request = RunTaskActionsRequest.setAnnotations(annotations, tokens: found.changeGroupsUpdateTokens)
        try await asking { () throws(RunServiceClientError) in
            try await service.act(onTask: task, of: id, request)
        }
    }

    /// What a step of a task has printed, and, when it is followed, goes on to print.
    func log(
        ofTask task: String, of id: String, in project: Project, step: Int?, follows: Bool
    ) async throws -> StreamedBody<RunServiceClientError> {
        _ = try self.task(task, of: try await run(id, of: project))
        return try await asking { () throws(RunServiceClientError) in
            try await service.log(ofTask: task, of: id, step: step, follows: follows)
        }
    }

    private static let noRun = RunServiceClientError(
        status: 404, code: "runDoesNotExist", message: "there is no such run")

    private static func belongs(_ run: Run, to project: Project) -> Bool { isGroup(run.group, of: project) }

    /// Whether a run of a group is one of a project's.
    static func isGroup(_ name: String, of project: Project) -> Bool {
        name == group(of: project) || name.hasPrefix(group(of: project) + "/")
    }

    private func asking<Answer>(
        _ call: () async throws(RunServiceClientError) -> Answer
    ) async throws(ServiceError) -> Answer {
        do throws(RunServiceClientError) {
            return try await call()
        } catch {
            throw ServiceError(error)
        }
    }
}

/// What can be done to a run.
enum RunAction: Sendable, Hashable {
    /// Whether every task is done again, or only what didn't succeed.
    case restart(fromStart: Bool)
    /// For one that waits.
    case cancel
    /// For one that is running.
    case stop
}

extension ServiceError {
    /// The run service's word, passed on.
    init(_ error: RunServiceClientError) {
        if error.status == 401 || error.status == 403 {
            // The operator's mistake, not the caller's.
            self.init(
                .badGateway, code: "runServiceRefused", "the run service does not take this gateway's token")
            return
        }
        self.init(
            Kind(rawValue: error.status) ?? .badGateway, code: error.code, error.message,
            retryAfterSeconds: error.retryAfterSeconds)
    }
}

extension Run {
    var canRestartFromScratch: Bool { phase.isFinished && phase != .setupError }
}

extension RunDetails {
    /// What succeeded is kept, so it has to be where it stays.
    var canRestartFromFailedTasks: Bool {
        run.canRestartFromScratch && run.result != .success
            && run.tasks.values.filter { $0.status == .success }.allSatisfy { task in
                (task.steps + [task.setupStep]).allSatisfy { $0.logPhase == .finished }
                    && task.workspaceArchivesPhase.allSatisfy { $0 == .finished }
            }
    }
}

extension RunTask {
    /// The ids of the users who have approved it.
    var approvers: [String] {
        annotations["approvers"].flatMap { try? JSONDecoder().decode([String].self, from: Data($0.utf8)) } ?? []
    }
}
