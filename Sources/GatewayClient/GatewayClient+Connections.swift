/// Connections of organizations, which are names or ids, as the connections are.
extension GatewayClient {
    /// One page of an organization's connections, by name; for its members and administrators.
    ///
    /// - Parameters:
    ///   - organization: Name or id.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 403, 404 `organizationDoesNotExist`.
    public func connections(
        of organization: String, limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<Connection> {
        try await page(["orgs", organization, "connections"], limit: limit, cursor: cursor, of: Connection.self)
    }

    /// All of an organization's connections, page by page.
    ///
    /// - Parameter organization: Name or id.
    public func allConnections(of organization: String) -> Items<Connection> {
        Items { cursor throws(GatewayClientError) in
            try await connections(of: organization, limit: 100, cursor: cursor)
        }
    }

    /// One connection; for members and administrators.
    ///
    /// - Throws: `GatewayClientError`: 404 `connectionDoesNotExist`.
    public func connection(
        _ ref: String, of organization: String
    ) async throws(GatewayClientError) -> Connection {
        try await call("GET", ["orgs", organization, "connections", ref], as: Connection.self)
    }

    /// Adds a connection, which proves itself to the forge first; for owners and administrators.
    ///
    /// - Throws: `GatewayClientError`: 400 `connectionRefused` with the forge's word, 409 `connectionAlreadyExists`.
    public func createConnection(
        of organization: String, _ request: ConnectionRequest
    ) async throws(GatewayClientError) -> Connection {
        try await call("POST", ["orgs", organization, "connections"], body: request, as: Connection.self)
    }

    /// Changes a connection; a new token or key proves itself to the forge first.
    ///
    /// - Throws: `GatewayClientError` as creating does, and 404 `connectionDoesNotExist`.
    public func updateConnection(
        _ ref: String, of organization: String, _ request: ConnectionRequest
    ) async throws(GatewayClientError) -> Connection {
        try await call("PUT", ["orgs", organization, "connections", ref], body: request, as: Connection.self)
    }

    /// Deletes a connection that no project uses.
    ///
    /// - Throws: `GatewayClientError`: 404 `connectionDoesNotExist`, 409 `connectionInUse`.
    public func deleteConnection(_ ref: String, of organization: String) async throws(GatewayClientError) {
        try await call("DELETE", ["orgs", organization, "connections", ref])
    }

    /// Whether this is the stored token or key; for owners and administrators.
    ///
    /// - Throws: `GatewayClientError`: 404 `connectionDoesNotExist`.
    public func connectionSecretMatches(
        _ ref: String, of organization: String, secret: String
    ) async throws(GatewayClientError) -> Bool {
        struct Answer: Decodable {
            let matches: Bool
        }
        return try await call(
            "POST", ["orgs", organization, "connections", ref, "secretcheck"], body: ["secret": secret],
            as: Answer.self
        ).matches
    }
}
