public import ConfigStoreAPI

/// Variables, by name.
extension ConfigStoreClient {
    /// One page of what a group or project holds itself, by name.
    ///
    /// - Parameters:
    ///   - tree: Whether what everything above it holds is listed too, the nearest first.
    ///   - removingOverridden: Whether those are left out whose name something nearer has.
    ///   - resolving: Whether each value says which secret it gets, and why.
    public func variables(
        in parent: ParentReference, tree: Bool = false, removingOverridden: Bool = false, resolving: Bool = false,
        limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<Variable> {
        try await list(
            parent.path("variables"), limit: limit, cursor: cursor, sortDirection: sortDirection,
            query: Self.flags([("tree", tree), ("removeoverridden", removingOverridden), ("resolve", resolving)]),
            of: Variable.self)
    }

    public func variable(_ name: String, in parent: ParentReference) async throws(ConfigStoreClientError) -> Variable {
        try await call("GET", parent.path("variables", name), as: Variable.self)
    }

    public func createVariable(
        in parent: ParentReference, _ request: CreateVariableRequest
    ) async throws(ConfigStoreClientError) -> Variable {
        try await call("POST", parent.path("variables"), body: request, as: Variable.self)
    }

    public func updateVariable(
        _ name: String, in parent: ParentReference, _ request: UpdateVariableRequest
    ) async throws(ConfigStoreClientError) -> Variable {
        try await call("PUT", parent.path("variables", name), body: request, as: Variable.self)
    }

    public func deleteVariable(_ name: String, in parent: ParentReference) async throws(ConfigStoreClientError) {
        try await call("DELETE", parent.path("variables", name))
    }
}
