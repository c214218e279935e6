extension GatewayClient {
    /// One page of the audit log, newest first; for administrators. A page can have fewer entries than `limit`, even none,
    /// and go on all the same.
    ///
    /// - Parameters:
    ///   - filter: Which entries.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 403; 404 `userDoesNotExist` for an actor that is none.
    public func audit(
        _ filter: AuditFilter = AuditFilter(), limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<AuditEntry> {
        try await page(["audit"], limit: limit, cursor: cursor, query: filter.query, of: AuditEntry.self)
    }

    /// The audit log, newest first, page by page; for administrators.
    ///
    /// - Parameter filter: Which entries.
    public func allAudit(_ filter: AuditFilter = AuditFilter()) -> Items<AuditEntry> {
        Items { cursor throws(GatewayClientError) in try await audit(filter, limit: 100, cursor: cursor) }
    }

    /// One page of what happened to a user and to what is theirs, newest first; for that user and administrators.
    ///
    /// - Parameters:
    ///   - user: Name or id.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 403; 404 `userDoesNotExist`.
    public func audit(
        of user: String, limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<AuditEntry> {
        try await page(["users", user, "audit"], limit: limit, cursor: cursor, of: AuditEntry.self)
    }

    /// What happened to a user and to what is theirs, newest first, page by page.
    ///
    /// - Parameter user: Name or id.
    public func allAudit(of user: String) -> Items<AuditEntry> {
        Items { cursor throws(GatewayClientError) in try await audit(of: user, limit: 100, cursor: cursor) }
    }

    /// One page of what happened to something and in it, newest first; for its owners and administrators.
    ///
    /// - Parameters:
    ///   - owned: What it is.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 403, 404.
    public func audit(
        of owned: AuditedObject, limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<AuditEntry> {
        try await page(owned.path + ["audit"], limit: limit, cursor: cursor, of: AuditEntry.self)
    }

    /// What happened to something and in it, newest first, page by page.
    ///
    /// - Parameter owned: What it is.
    public func allAudit(of owned: AuditedObject) -> Items<AuditEntry> {
        Items { cursor throws(GatewayClientError) in try await audit(of: owned, limit: 100, cursor: cursor) }
    }
}
