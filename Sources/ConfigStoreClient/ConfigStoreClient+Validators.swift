public import ConfigStoreAPI

/// Validators that are kept in the store. `ref` is a name or an id.
extension ConfigStoreClient {
    /// One page, by name.
    public func validators(
        limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<RuleValidator> {
        try await list(
            ["validators"], limit: limit, cursor: cursor, sortDirection: sortDirection, of: RuleValidator.self)
    }

    public func validator(_ ref: String) async throws(ConfigStoreClientError) -> RuleValidator {
        try await call("GET", ["validators", ref], as: RuleValidator.self)
    }

    public func createValidator(
        _ request: CreateRuleValidatorRequest
    ) async throws(ConfigStoreClientError) -> RuleValidator {
        try await call("POST", ["validators"], body: request, as: RuleValidator.self)
    }

    public func updateValidator(
        _ ref: String, _ request: UpdateRuleValidatorRequest
    ) async throws(ConfigStoreClientError) -> RuleValidator {
        try await call("PUT", ["validators", ref], body: request, as: RuleValidator.self)
    }

    public func deleteValidator(_ ref: String) async throws(ConfigStoreClientError) {
        try await call("DELETE", ["validators", ref])
    }
}
