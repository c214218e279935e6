public import ConfigStoreAPI

/// What is known of the branches and tags of projects' repositories.
extension ConfigStoreClient {
    /// The projects whose repositories somebody has to look at, the longest waiting first.
    public func projectsWithDueRefs(limit: Int) async throws(ConfigStoreClientError) -> [Project] {
        try await list(["refwatches", "due"], limit: limit, cursor: nil, sortDirection: nil, of: Project.self).items
    }

    /// Lets one asker alone look at a project's refs for a minute; 409 `refLookInProgress` while another one does.
    public func acquireRefLease(
        _ ref: String, _ request: RefLeaseRequest
    ) async throws(ConfigStoreClientError) -> RefWatch {
        try await call("PUT", ["projects", ref, "refwatch", "lease"], body: request, as: RefWatch.self)
    }

    /// Says what a look found; 409 `refLookInProgress` for whoever does not hold the lease.
    public func updateRefWatch(
        _ ref: String, _ request: UpdateRefWatchRequest
    ) async throws(ConfigStoreClientError) {
        try await call("PUT", ["projects", ref, "refwatch"], body: request)
    }

    /// Says what deliveries have said of a project's refs, so that nobody finds it again.
    public func mergeRefs(_ ref: String, _ request: MergeRefsRequest) async throws(ConfigStoreClientError) {
        try await call("PUT", ["projects", ref, "refwatch", "refs"], body: request)
    }
}
