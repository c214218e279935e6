/// Projects. `ref` is a path, such as `org/acme/backend/api`, or an id.
extension GatewayClient {
    /// One project.
    ///
    /// - Throws: `GatewayClientError`: 404 `projectDoesNotExist`, also for a private one of others.
    public func project(_ ref: String) async throws(GatewayClientError) -> Project {
        try await call("GET", ["projects", ref], as: Project.self)
    }

    /// One page of the projects that a group holds itself, by name: those that the caller may see. A page can have fewer
    /// than `limit`, even none, and go on all the same.
    ///
    /// - Parameters:
    ///   - group: Path or id.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 404 `projectGroupDoesNotExist`.
    public func projects(
        of group: String, limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<Project> {
        try await page(["projectgroups", group, "projects"], limit: limit, cursor: cursor, of: Project.self)
    }

    /// All projects that a group holds itself, page by page.
    ///
    /// - Parameter group: Path or id.
    public func allProjects(of group: String) -> Items<Project> {
        Items { cursor throws(GatewayClientError) in try await projects(of: group, limit: 100, cursor: cursor) }
    }

    /// Creates a project; for owners of its parent and administrators.
    ///
    /// - Throws: `GatewayClientError`: 400 with every field that breaks a rule, 404 `parentProjectGroupDoesNotExist`,
    ///   `notFoundAtForge`, 409 `projectAlreadyExists`, 502–504 when the forge does not do its part.
    public func createProject(_ request: ProjectRequest) async throws(GatewayClientError) -> Project {
        try await call("POST", ["projects"], body: request, as: Project.self)
    }

    /// Changes, renames or moves a project; a move needs ownership at both ends.
    ///
    /// - Throws: `GatewayClientError` as creating does, and 403, 404.
    public func updateProject(_ ref: String, _ request: ProjectRequest) async throws(GatewayClientError) -> Project {
        try await call("PUT", ["projects", ref], body: request, as: Project.self)
    }

    /// Deletes a project.
    ///
    /// - Parameters:
    ///   - ref: Path or id.
    ///   - cascade: Whether everything in it goes too.
    /// - Throws: `GatewayClientError`: 409 `projectInUse` without `cascade` when it holds something.
    public func deleteProject(_ ref: String, cascade: Bool = false) async throws(GatewayClientError) {
        try await delete(["projects", ref], cascade: cascade)
    }
}
