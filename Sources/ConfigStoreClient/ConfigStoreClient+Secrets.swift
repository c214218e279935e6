public import ConfigStoreAPI

/// What holds secrets and variables: a group or a project, by path or id.
public struct ParentReference: Sendable, Hashable {
    public var type: ParentType
    public var ref: String

    public init(_ type: ParentType, _ ref: String) {
        self.type = type
        self.ref = ref
    }

    public static func projectGroup(_ ref: String) -> ParentReference { ParentReference(.projectGroup, ref) }
    public static func project(_ ref: String) -> ParentReference { ParentReference(.project, ref) }

    func path(_ more: String...) -> [String] {
        [type == .project ? "projects" : "projectgroups", ref] + more
    }
}

/// Secrets, by name.
extension ConfigStoreClient {
    /// One page of what a group or project holds itself, by name.
    ///
    /// - Parameters:
    ///   - tree: Whether what everything above it holds is listed too, the nearest first.
    ///   - removingOverridden: Whether those are left out whose name something nearer has.
    public func secrets(
        in parent: ParentReference, tree: Bool = false, removingOverridden: Bool = false, limit: Int? = nil,
        cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<Secret> {
        try await list(
            parent.path("secrets"), limit: limit, cursor: cursor, sortDirection: sortDirection,
            query: Self.flags([("tree", tree), ("removeoverridden", removingOverridden)]), of: Secret.self)
    }

    public func secret(_ name: String, in parent: ParentReference) async throws(ConfigStoreClientError) -> Secret {
        try await call("GET", parent.path("secrets", name), as: Secret.self)
    }

    public func createSecret(
        in parent: ParentReference, _ request: CreateSecretRequest
    ) async throws(ConfigStoreClientError) -> Secret {
        try await call("POST", parent.path("secrets"), body: request, as: Secret.self)
    }

    public func updateSecret(
        _ name: String, in parent: ParentReference, _ request: UpdateSecretRequest
    ) async throws(ConfigStoreClientError) -> Secret {
        try await call("PUT", parent.path("secrets", name), body: request, as: Secret.self)
    }

    /// Deletes a secret. With `cascade`, variables that got it get the next one of its name further up when that has what
    /// they need, and are deleted otherwise.
    public func deleteSecret(
        _ name: String, in parent: ParentReference, cascade: Bool = false
    ) async throws(ConfigStoreClientError) {
        try await delete(parent.path("secrets", name), cascade: cascade)
    }

    public func secretCredentials(
        _ name: String, in parent: ParentReference
    ) async throws(ConfigStoreClientError) -> SecretCredentials {
        try await call("GET", parent.path("secrets", name, "credentials"), as: SecretCredentials.self)
    }

    /// Whether `data` is what the secret has.
    public func secretMatches(
        _ name: String, in parent: ParentReference, data: [String: String]
    ) async throws(ConfigStoreClientError) -> Bool {
        try await call(
            "POST", parent.path("secrets", name, "secretcheck"), body: SecretCredentials(data: data),
            as: SecretCheck.self
        ).matches
    }

    static func flags(_ flags: [(String, Bool)]) -> [(String, String)] {
        flags.filter(\.1).map { ($0.0, "true") }
    }
}
