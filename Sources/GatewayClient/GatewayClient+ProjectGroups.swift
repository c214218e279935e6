/// Project groups. `ref` is a path, such as `org/acme/backend`, or an id.
extension GatewayClient {
    /// One project group.
    ///
    /// - Throws: `GatewayClientError`: 404 `projectGroupDoesNotExist`, also for a private one of others.
    public func projectGroup(_ ref: String) async throws(GatewayClientError) -> ProjectGroup {
        try await call("GET", ["projectgroups", ref], as: ProjectGroup.self)
    }

    /// One page of the groups that a group holds itself, by name: those that the caller may see. A page can have fewer
    /// than `limit`, even none, and go on all the same.
    ///
    /// - Parameters:
    ///   - ref: Path or id.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 404 `projectGroupDoesNotExist`.
    public func subgroups(
        of ref: String, limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<ProjectGroup> {
        try await page(["projectgroups", ref, "subgroups"], limit: limit, cursor: cursor, of: ProjectGroup.self)
    }

    /// All groups that a group holds itself, page by page.
    ///
    /// - Parameter ref: Path or id.
    public func allSubgroups(of ref: String) -> Items<ProjectGroup> {
        Items { cursor throws(GatewayClientError) in try await subgroups(of: ref, limit: 100, cursor: cursor) }
    }

    /// Creates a project group; for owners of its parent and administrators.
    ///
    /// - Throws: `GatewayClientError`: 400 with every field that breaks a rule, 404 `parentProjectGroupDoesNotExist`,
    ///   409 `projectGroupAlreadyExists`.
    public func createProjectGroup(_ request: ProjectGroupRequest) async throws(GatewayClientError) -> ProjectGroup {
        try await call("POST", ["projectgroups"], body: request, as: ProjectGroup.self)
    }

    /// Renames or moves a group, or changes its visibility; a move needs ownership at both ends.
    ///
    /// - Throws: `GatewayClientError` as creating does, and 403, 404; 400 `cannotMoveProjectGroupBelowItself`,
    ///   `cannotMoveRootProjectGroup`.
    public func updateProjectGroup(
        _ ref: String, _ request: ProjectGroupRequest
    ) async throws(GatewayClientError) -> ProjectGroup {
        try await call("PUT", ["projectgroups", ref], body: request, as: ProjectGroup.self)
    }

    /// Deletes a project group.
    ///
    /// - Parameters:
    ///   - ref: Path or id.
    ///   - cascade: Whether everything in it goes too.
    /// - Throws: `GatewayClientError`: 409 `projectGroupInUse` without `cascade` when it holds something.
    public func deleteProjectGroup(_ ref: String, cascade: Bool = false) async throws(GatewayClientError) {
        try await delete(["projectgroups", ref], cascade: cascade)
    }
}
