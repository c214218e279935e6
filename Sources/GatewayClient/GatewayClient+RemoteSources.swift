extension GatewayClient {
    /// One page of the remote sources, by name.
    ///
    /// - Parameters:
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`.
    public func remoteSources(
        limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<RemoteSource> {
        try await page(["remotesources"], limit: limit, cursor: cursor, of: RemoteSource.self)
    }

    /// All remote sources, page by page.
    public var allRemoteSources: Items<RemoteSource> {
        Items { cursor throws(GatewayClientError) in try await remoteSources(limit: 100, cursor: cursor) }
    }

    /// All remote sources with everything but their secrets, page by page; for administrators.
    public var allRemoteSourceDetails: Items<RemoteSourceDetails> {
        Items { cursor throws(GatewayClientError) in
            try await page(
                ["remotesources"], limit: 100, cursor: cursor, query: [("details", "true")],
                of: RemoteSourceDetails.self)
        }
    }

    /// One remote source, by name or id.
    ///
    /// - Throws: `GatewayClientError`: 404 `remoteSourceDoesNotExist`.
    public func remoteSource(_ ref: String) async throws(GatewayClientError) -> RemoteSource {
        try await call("GET", ["remotesources", ref], as: RemoteSource.self)
    }

    /// Everything about a remote source but its secret; for administrators.
    ///
    /// - Throws: `GatewayClientError`: 404 `remoteSourceDoesNotExist`.
    public func remoteSourceDetails(_ ref: String) async throws(GatewayClientError) -> RemoteSourceDetails {
        try await call("GET", ["remotesources", ref, "details"], as: RemoteSourceDetails.self)
    }

    /// Creates a remote source; for administrators.
    ///
    /// - Throws: `GatewayClientError`: 400 with every field that breaks a rule, 409 `remoteSourceAlreadyExists`.
    public func createRemoteSource(_ request: RemoteSourceRequest) async throws(GatewayClientError) -> RemoteSource {
        try await call("POST", ["remotesources"], body: request, as: RemoteSource.self)
    }

    /// Changes a remote source; what is nil stays as it is. For administrators.
    ///
    /// - Throws: `GatewayClientError` as creating does, and 404.
    public func updateRemoteSource(
        _ ref: String, _ request: RemoteSourceRequest
    ) async throws(GatewayClientError) -> RemoteSource {
        try await call("PUT", ["remotesources", ref], body: request, as: RemoteSource.self)
    }

    /// Deletes a remote source that no linked account uses; for administrators.
    ///
    /// - Throws: `GatewayClientError`: 409 `remoteSourceInUse`, with the number of what uses it.
    public func deleteRemoteSource(_ ref: String) async throws(GatewayClientError) {
        try await call("DELETE", ["remotesources", ref])
    }

    /// Whether this is the stored client secret; for administrators.
    ///
    /// - Throws: `GatewayClientError`: 404 `remoteSourceDoesNotExist`.
    public func remoteSourceSecretMatches(
        _ ref: String, clientSecret: String
    ) async throws(GatewayClientError) -> Bool {
        struct Answer: Decodable {
            let matches: Bool
        }
        return try await call(
            "POST", ["remotesources", ref, "secretcheck"], body: ["oauth_2_client_secret": clientSecret],
            as: Answer.self
        ).matches
    }
}
