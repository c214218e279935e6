public import ConfigStoreAPI

/// The audit log.
extension ConfigStoreClient {
    /// One page, newest first. A page can have fewer entries than `limit`, even none, and go on all the same.
    public func audit(
        _ filter: AuditFilter = AuditFilter(), limit: Int? = nil, cursor: String? = nil,
        sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<AuditEntry> {
        let query = [
            ("kind", filter.kind), ("object", filter.object), ("actor", filter.actor), ("holder", filter.holder),
        ].compactMap { name, value in value.map { (name, $0) } }
        return try await list(
            ["audit"], limit: limit, cursor: cursor, sortDirection: sortDirection, query: query, of: AuditEntry.self)
    }
}
