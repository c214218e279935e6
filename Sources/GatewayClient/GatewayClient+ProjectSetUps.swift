/// What projects have at their forges. `ref` is a path, such as `org/acme/backend/api`, or an id.
extension GatewayClient {
    /// Makes a project's deploy key and webhook what they are meant to be.
    ///
    /// - Throws: `GatewayClientError`: 400 `projectHasNoForge`, 409 `setUpInProgress`, 502–504 when the forge does not do
    ///   its part.
    public func reconfigureProject(_ ref: String) async throws(GatewayClientError) {
        try await call("PUT", ["projects", ref, "reconfig"])
    }

    /// What is not as it is meant to be; nothing is changed.
    ///
    /// - Throws: `GatewayClientError`: 404 `projectDoesNotExist`.
    public func examineProject(_ ref: String) async throws(GatewayClientError) -> ProjectExamination {
        try await call("GET", ["projects", ref, "doctor"], as: ProjectExamination.self)
    }

    /// Makes a new webhook secret and a new deploy key; the old ones go on working for an hour.
    ///
    /// - Throws: `GatewayClientError` as `reconfigureProject`, and 409 `secretRotationInProgress`. What was begun is finished by
    ///   the gateway, also when the forge can't be reached now.
    public func rotateProjectSecrets(_ ref: String) async throws(GatewayClientError) -> Project {
        try await call("PUT", ["projects", ref, "rotatesecrets"], as: Project.self)
    }

    /// Lets a project use the caller's own account at its remote source.
    ///
    /// - Throws: `GatewayClientError`: 400 `linkedAccountDoesNotExist`, 403 `forgeForbidden`, 404 `notFoundAtForge`.
    public func updateProjectLinkedAccount(_ ref: String) async throws(GatewayClientError) -> Project {
        try await call("PUT", ["projects", ref, "updaterepolinkedaccount"], as: Project.self)
    }

    /// Reads path and default branch of a project's repository again.
    ///
    /// - Throws: `GatewayClientError`: 404 `notFoundAtForge`.
    public func refreshRemoteRepository(of ref: String) async throws(GatewayClientError) -> Project {
        try await call("POST", ["projects", ref, "refreshremoterepo"], as: Project.self)
    }

    /// Compares a project's branches and tags with those that were seen last: what changed without a delivery becomes an
    /// event. The first look only remembers.
    ///
    /// - Throws: `GatewayClientError`: 409 `refLookInProgress` while somebody else looks, 502–504 when the forge does not do
    ///   its part.
    public func catchUpProject(_ ref: String) async throws(GatewayClientError) -> CaughtUp {
        try await call("POST", ["projects", ref, "catchup"], as: CaughtUp.self)
    }

    /// One page of the projects of remote sources in a state, by id; for administrators.
    ///
    /// - Parameters:
    ///   - state: `settingUp`, `ready` or `failed`.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`.
    public func projects(
        in state: String, limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<Project> {
        try await page(["projectsetups"], limit: limit, cursor: cursor, query: [("state", state)], of: Project.self)
    }

    /// All projects of remote sources in a state, page by page; for administrators.
    public func allProjects(in state: String) -> Items<Project> {
        Items { cursor throws(GatewayClientError) in try await projects(in: state, limit: 100, cursor: cursor) }
    }

    /// One page of what projects that are gone left at their forges, by id; for administrators.
    ///
    /// - Parameters:
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`.
    public func forgeCleanups(
        limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<ForgeCleanup> {
        try await page(["forgecleanups"], limit: limit, cursor: cursor, of: ForgeCleanup.self)
    }

    /// All that projects that are gone left at their forges, page by page; for administrators.
    public func allForgeCleanups() -> Items<ForgeCleanup> {
        Items { cursor throws(GatewayClientError) in try await forgeCleanups(limit: 100, cursor: cursor) }
    }

    /// Takes a cleanup off the list: nobody tries it any more, and what is left at the forge stays there. For administrators.
    ///
    /// - Throws: `GatewayClientError`: 404 `forgeCleanupDoesNotExist`.
    public func dismissForgeCleanup(_ id: String) async throws(GatewayClientError) {
        try await call("DELETE", ["forgecleanups", id])
    }
}
