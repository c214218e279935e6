/// Secrets of projects and groups, by name. Members of the owner see them, owners change them.
extension GatewayClient {
    /// One page of the secrets that a project or group holds itself, by name.
    ///
    /// - Parameters:
    ///   - parent: The project or group.
    ///   - tree: Whether those of everything above it are listed too, the nearest first.
    ///   - removingOverridden: Whether those are left out whose name a nearer one has.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 404 for what is not there, or not for the one who asks.
    public func secrets(
        of parent: ProjectOrGroup, tree: Bool = false, removingOverridden: Bool = false, limit: Int? = nil,
        cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<Secret> {
        try await page(
            parent.path("secrets"), limit: limit, cursor: cursor,
            query: Self.flags([("tree", tree), ("removeoverridden", removingOverridden)]), of: Secret.self)
    }

    /// All of them, page by page.
    public func allSecrets(
        of parent: ProjectOrGroup, tree: Bool = false, removingOverridden: Bool = false
    ) -> Items<Secret> {
        Items { cursor throws(GatewayClientError) in
            try await secrets(
                of: parent, tree: tree, removingOverridden: removingOverridden, limit: 100, cursor: cursor)
        }
    }

    /// One secret.
    ///
    /// - Throws: `GatewayClientError`: 404 `secretDoesNotExist`.
    public func secret(_ name: String, of parent: ProjectOrGroup) async throws(GatewayClientError) -> Secret {
        try await call("GET", parent.path("secrets", name), as: Secret.self)
    }

    /// Creates a secret. Variables here and below that got one of its name from further up get this one from then on.
    ///
    /// - Throws: `GatewayClientError`: 400 with every field that breaks a rule, 409 `secretAlreadyExists` or
    ///   `secretKeysInUse`.
    public func createSecret(
        of parent: ProjectOrGroup, _ request: SecretRequest
    ) async throws(GatewayClientError) -> Secret {
        try await call("POST", parent.path("secrets"), body: request, as: Secret.self)
    }

    /// Renames a secret, or replaces its data.
    ///
    /// - Throws: `GatewayClientError` as creating does, 404, and 409 `secretInUse` for the name that variables get.
    public func updateSecret(
        _ name: String, of parent: ProjectOrGroup, _ request: SecretRequest
    ) async throws(GatewayClientError) -> Secret {
        try await call("PUT", parent.path("secrets", name), body: request, as: Secret.self)
    }

    /// Deletes a secret.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - parent: The project or group that holds it.
    ///   - cascade: Whether variables that get it may get the one of its name further up, or be deleted when that lacks
    ///     what they need.
    /// - Throws: `GatewayClientError`: 404, and 409 `secretInUse` with the variables that get it.
    public func deleteSecret(
        _ name: String, of parent: ProjectOrGroup, cascade: Bool = false
    ) async throws(GatewayClientError) {
        try await delete(parent.path("secrets", name), cascade: cascade)
    }

    /// Whether this is the data that a secret has.
    ///
    /// - Throws: `GatewayClientError`: 404 `secretDoesNotExist`.
    public func secretMatches(
        _ name: String, of parent: ProjectOrGroup, data: [String: String]
    ) async throws(GatewayClientError) -> Bool {
        struct Answer: Decodable {
            let matches: Bool
        }
        return try await call(
            "POST", parent.path("secrets", name, "secretcheck"), body: ["data": data], as: Answer.self
        ).matches
    }

    static func flags(_ flags: [(String, Bool)]) -> [(String, String)] {
        flags.filter(\.1).map { ($0.0, "true") }
    }
}
