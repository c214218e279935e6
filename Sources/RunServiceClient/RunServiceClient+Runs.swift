/// Runs, by id.
extension RunServiceClient {
    /// One page of runs, the newest first unless the filter says otherwise.
    ///
    /// - Throws: `RunServiceClientError`.
    public func runs(_ filter: RunFilter = RunFilter()) async throws(RunServiceClientError) -> RunList {
        try await call("GET", ["runs"], query: filter.query, as: RunList.self)
    }

    /// The last run of a group; nil when it has none.
    ///
    /// - Parameter group: A path of pairs, such as `/project/<id>/branch/main`.
    /// - Throws: `RunServiceClientError`.
    public func lastRun(of group: String) async throws(RunServiceClientError) -> Run? {
        try await runs(RunFilter(groups: [group], lastRun: true, limit: 1)).runs.first
    }

    /// One run, with what it does.
    ///
    /// - Parameters:
    ///   - id: The run's id.
    ///   - changeGroups: The change groups whose tokens are wanted, for a change that depends on what is read here.
    /// - Throws: `RunServiceClientError`: 404 when there is none.
    public func run(
        _ id: String, changeGroups: [String] = []
    ) async throws(RunServiceClientError) -> RunDetails {
        try await call("GET", ["runs", id], query: changeGroups.map { ("changegroup", $0) }, as: RunDetails.self)
    }

    /// Makes a run, or starts one again.
    ///
    /// - Throws: `RunServiceClientError`.
    public func createRun(_ request: RunCreateRequest) async throws(RunServiceClientError) -> RunDetails {
        try await call("POST", ["runs"], body: request, as: RunDetails.self)
    }

    /// Stops or cancels a run.
    ///
    /// - Throws: `RunServiceClientError`.
    public func act(on id: String, _ request: RunActionsRequest) async throws(RunServiceClientError) {
        try await perform("PUT", ["runs", id, "actions"], body: request)
    }

    /// Approves a task, or annotates it.
    ///
    /// - Throws: `RunServiceClientError`.
    public func act(
        onTask task: String, of id: String, _ request: RunTaskActionsRequest
    ) async throws(RunServiceClientError) {
        try await perform("PUT", ["runs", id, "tasks", task, "actions"], body: request)
    }
}
