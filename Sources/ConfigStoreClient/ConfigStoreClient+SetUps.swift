public import ConfigStoreAPI

/// How far projects are set up at their forges, and what those that are gone left there.
extension ConfigStoreClient {
    /// Lets one asker alone work on a project's set-up for a minute; 409 `setUpInProgress` while another one does.
    public func acquireSetUpLease(
        _ ref: String, _ request: SetUpLeaseRequest
    ) async throws(ConfigStoreClientError) -> Project {
        try await call("PUT", ["projects", ref, "setuplease"], body: request, as: Project.self)
    }

    /// Changes a project's set-up; 409 `setUpInProgress` for whoever does not hold the lease.
    public func updateSetUp(
        _ ref: String, _ request: UpdateProjectSetUpRequest
    ) async throws(ConfigStoreClientError) -> Project {
        try await call("PUT", ["projects", ref, "setup"], body: request, as: Project.self)
    }

    /// One page of the projects of remote sources in a state, by id.
    public func projects(
        in state: ProjectSetUp.State, limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<Project> {
        try await list(
            ["projectsetups"], limit: limit, cursor: cursor, sortDirection: sortDirection,
            query: [("state", state.rawValue)], of: Project.self)
    }

    /// The projects that somebody has to look at, the longest waiting first.
    public func projectsToLookAt(limit: Int) async throws(ConfigStoreClientError) -> [Project] {
        try await list(["projectsetups", "due"], limit: limit, cursor: nil, sortDirection: nil, of: Project.self).items
    }

    /// One page of what projects that are gone left at their forges, by id.
    public func forgeCleanups(
        limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<ForgeCleanup> {
        try await list(
            ["forgecleanups"], limit: limit, cursor: cursor, sortDirection: sortDirection, of: ForgeCleanup.self)
    }

    /// What is to be cleaned up now, the longest waiting first.
    public func forgeCleanupsToTry(limit: Int) async throws(ConfigStoreClientError) -> [ForgeCleanup] {
        try await list(["forgecleanups", "due"], limit: limit, cursor: nil, sortDirection: nil, of: ForgeCleanup.self)
            .items
    }

    /// Says what came of a try; 409 `changedMeanwhile` when another one tries.
    public func updateForgeCleanup(
        _ id: String, _ request: UpdateForgeCleanupRequest
    ) async throws(ConfigStoreClientError) -> ForgeCleanup {
        try await call("PUT", ["forgecleanups", id], body: request, as: ForgeCleanup.self)
    }

    /// Says that it is done.
    public func deleteForgeCleanup(_ id: String) async throws(ConfigStoreClientError) {
        try await call("DELETE", ["forgecleanups", id])
    }

    /// Says that nobody is to do it; the audit log keeps that.
    public func dismissForgeCleanup(_ id: String) async throws(ConfigStoreClientError) {
        try await call("DELETE", ["forgecleanups", id], query: [("dismiss", "true")])
    }
}
