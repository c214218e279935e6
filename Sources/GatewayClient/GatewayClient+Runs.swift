/// Runs of projects. `project` is a path or an id; whoever may see the project may see its runs.
extension GatewayClient {
    /// One page of a project's runs, the newest first. A page can have fewer runs than `limit` and go on all the same.
    ///
    /// - Parameters:
    ///   - project: Path or id.
    ///   - filter: Which runs.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 404 `projectDoesNotExist`, `runServiceMissing`.
    public func runs(
        of project: String, _ filter: RunFilter = RunFilter(), limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<Run> {
        try await page(
            ["projects", project, "runs"], limit: limit, cursor: cursor, query: filter.query, of: Run.self)
    }

    /// All runs of a project, the newest first, page by page.
    ///
    /// - Parameters:
    ///   - project: Path or id.
    ///   - filter: Which runs.
    public func allRuns(of project: String, _ filter: RunFilter = RunFilter()) -> Items<Run> {
        Items { cursor throws(GatewayClientError) in
            try await runs(of: project, filter, limit: 40, cursor: cursor)
        }
    }

    /// One run.
    ///
    /// - Throws: `GatewayClientError`: 404 `runDoesNotExist`.
    public func run(_ id: String, of project: String) async throws(GatewayClientError) -> RunDetails {
        try await call("GET", ["projects", project, "runs", id], as: RunDetails.self)
    }

    /// One task of a run, with its steps.
    ///
    /// - Throws: `GatewayClientError`: 404 `runDoesNotExist`, `runTaskDoesNotExist`.
    public func runTask(
        _ task: String, of run: String, in project: String
    ) async throws(GatewayClientError) -> RunTaskDetails {
        try await call("GET", ["projects", project, "runs", run, "tasks", task], as: RunTaskDetails.self)
    }

    /// Makes a run; for the project's owners.
    ///
    /// - Throws: `GatewayClientError`: 400 `invalidRunRef`, 404 `notFoundAtForge`, and what the run service says.
    public func createRun(
        of project: String, _ request: RunRequest
    ) async throws(GatewayClientError) -> RunDetails {
        try await call("POST", ["projects", project, "createrun"], body: request, as: RunDetails.self)
    }

    /// Restarts, cancels or stops a run; for the project's owners, and its members where it lets them.
    ///
    /// - Returns: The new run when one is started again, otherwise the run as it is then.
    /// - Throws: `GatewayClientError`: 409 `runCannotBeRestarted`, and what the run service says.
    public func act(
        _ action: RunAction, on run: String, of project: String
    ) async throws(GatewayClientError) -> RunDetails {
        let body: RunActionBody =
            switch action {
            case .restart(let fromStart): RunActionBody(action_type: "restart", from_start: fromStart)
            case .cancel: RunActionBody(action_type: "cancel", from_start: nil)
            case .stop: RunActionBody(action_type: "stop", from_start: nil)
            }
        return try await call("PUT", ["projects", project, "runs", run, "actions"], body: body, as: RunDetails.self)
    }

    /// Approves a task that waits for it; for users who may act on the project's runs.
    ///
    /// - Throws: `GatewayClientError`: 409 `runTaskNotWaitingApproval`, `runTaskAlreadyApproved`.
    public func approve(
        _ task: String, of run: String, in project: String
    ) async throws(GatewayClientError) {
        try await call(
            "PUT", ["projects", project, "runs", run, "tasks", task, "actions"],
            body: RunActionBody(action_type: "approve", from_start: nil))
    }
}

private struct RunActionBody: Encodable {
    let action_type: String
    let from_start: Bool?
}
