import HTTPTransport

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

    /// What a step of a task has printed so far.
    ///
    /// - Parameters:
    ///   - task: The task's id.
    ///   - id: The run's id.
    ///   - step: The step's number, from 0; nil for what comes before the first one.
    /// - Throws: `RunServiceClientError`: `runServiceAnswerTooLarge` for more than `maxAnswerBytes`.
    public func log(
        ofTask task: String, of id: String, step: Int?
    ) async throws(RunServiceClientError) -> [UInt8] {
        let which = step.map { ("step", String($0)) } ?? ("setup", "true")
        return try await perform("GET", ["logs"], query: [("runid", id), ("taskid", task), which]).body
    }
}
