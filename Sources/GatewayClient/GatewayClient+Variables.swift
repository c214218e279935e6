/// Variables of projects and groups, by name. Members of the owner see them, owners change them.
extension GatewayClient {
    /// One page of the variables that a project or group holds itself, by name.
    ///
    /// - Parameters:
    ///   - parent: The project or group.
    ///   - tree: Whether those of everything above it are listed too, the nearest first.
    ///   - removingOverridden: Whether those are left out whose name a nearer one has.
    ///   - resolving: Whether each value says which secret it gets, and why.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 404 for what is not there, or not for the one who asks.
    public func variables(
        of parent: ProjectOrGroup, tree: Bool = false, removingOverridden: Bool = false, resolving: Bool = false,
        limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<Variable> {
        try await page(
            parent.path("variables"), limit: limit, cursor: cursor,
            query: Self.flags([("tree", tree), ("removeoverridden", removingOverridden), ("resolve", resolving)]),
            of: Variable.self)
    }

    /// All of them, page by page.
    public func allVariables(
        of parent: ProjectOrGroup, tree: Bool = false, removingOverridden: Bool = false, resolving: Bool = false
    ) -> Items<Variable> {
        Items { cursor throws(GatewayClientError) in
            try await variables(
                of: parent, tree: tree, removingOverridden: removingOverridden, resolving: resolving, limit: 100,
                cursor: cursor)
        }
    }

    /// One variable.
    ///
    /// - Throws: `GatewayClientError`: 404 `variableDoesNotExist`.
    public func variable(_ name: String, of parent: ProjectOrGroup) async throws(GatewayClientError) -> Variable {
        try await call("GET", parent.path("variables", name), as: Variable.self)
    }

    /// Creates a variable.
    ///
    /// - Throws: `GatewayClientError`: 400 with every field that breaks a rule, also for a secret or key that is not
    ///   there; 409 `variableAlreadyExists`.
    public func createVariable(
        of parent: ProjectOrGroup, _ request: VariableRequest
    ) async throws(GatewayClientError) -> Variable {
        try await call("POST", parent.path("variables"), body: request, as: Variable.self)
    }

    /// Renames a variable, or replaces its values.
    ///
    /// - Throws: `GatewayClientError` as creating does, and 404.
    public func updateVariable(
        _ name: String, of parent: ProjectOrGroup, _ request: VariableRequest
    ) async throws(GatewayClientError) -> Variable {
        try await call("PUT", parent.path("variables", name), body: request, as: Variable.self)
    }

    /// Deletes a variable.
    ///
    /// - Throws: `GatewayClientError`: 404 `variableDoesNotExist`.
    public func deleteVariable(_ name: String, of parent: ProjectOrGroup) async throws(GatewayClientError) {
        try await call("DELETE", parent.path("variables", name))
    }
}
