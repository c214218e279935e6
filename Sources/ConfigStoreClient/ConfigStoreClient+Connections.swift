public import ConfigStoreAPI

/// Connections of organizations. `organization` is a name or an id, and so is `ref`.
extension ConfigStoreClient {
    /// One page, by name.
    public func connections(
        of organization: String, limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<Connection> {
        try await list(
            ["orgs", organization, "connections"], limit: limit, cursor: cursor, sortDirection: sortDirection,
            of: Connection.self)
    }

    public func connection(
        _ ref: String, of organization: String
    ) async throws(ConfigStoreClientError) -> Connection {
        try await call("GET", ["orgs", organization, "connections", ref], as: Connection.self)
    }

    public func createConnection(
        of organization: String, _ request: CreateConnectionRequest
    ) async throws(ConfigStoreClientError) -> Connection {
        try await call("POST", ["orgs", organization, "connections"], body: request, as: Connection.self)
    }

    public func updateConnection(
        _ ref: String, of organization: String, _ request: UpdateConnectionRequest
    ) async throws(ConfigStoreClientError) -> Connection {
        try await call("PUT", ["orgs", organization, "connections", ref], body: request, as: Connection.self)
    }

    /// Deletes a connection that no project uses.
    public func deleteConnection(_ ref: String, of organization: String) async throws(ConfigStoreClientError) {
        try await call("DELETE", ["orgs", organization, "connections", ref])
    }

    /// Whether `secret` is the stored token or key.
    public func connectionSecretMatches(
        _ ref: String, of organization: String, _ secret: String
    ) async throws(ConfigStoreClientError) -> Bool {
        try await call(
            "POST", ["orgs", organization, "connections", ref, "secretcheck"], body: ConnectionSecret(secret: secret),
            as: SecretCheck.self
        ).matches
    }

    public func connectionCredentials(
        _ ref: String, of organization: String
    ) async throws(ConfigStoreClientError) -> ConnectionCredentials {
        try await call(
            "GET", ["orgs", organization, "connections", ref, "credentials"], as: ConnectionCredentials.self)
    }
}
