/// Commit statuses of projects. `project` is a path or an id; for the project's owners.
extension GatewayClient {
    /// Reports a state for a commit to the project's forge. It is kept when this returns, and sent as soon as it can be.
    ///
    /// - Throws: `GatewayClientError`: 400 `invalidCommitStatus` with every field that breaks a rule.
    public func createCommitStatus(
        of project: String, _ request: CommitStatusRequest
    ) async throws(GatewayClientError) -> CommitStatus {
        try await call("POST", ["projects", project, "statuses"], body: request, as: CommitStatus.self)
    }

    /// One page of what waits, was sent or failed, the newest first.
    ///
    /// - Parameters:
    ///   - project: Path or id.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 403, 404.
    public func commitStatuses(
        of project: String, limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<CommitStatus> {
        try await page(["projects", project, "statuses"], limit: limit, cursor: cursor, of: CommitStatus.self)
    }

    /// What waits, was sent or failed, the newest first, page by page.
    ///
    /// - Parameter project: Path or id.
    public func allCommitStatuses(of project: String) -> Items<CommitStatus> {
        Items { cursor throws(GatewayClientError) in
            try await commitStatuses(of: project, limit: 100, cursor: cursor)
        }
    }
}
