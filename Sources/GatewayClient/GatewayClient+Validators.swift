/// Validators that are kept in the store; for administrators. `ref` is a name or an id.
extension GatewayClient {
    /// One page, by name.
    ///
    /// - Parameters:
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`.
    public func validators(
        limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<StoredValidator> {
        try await page(["validators"], limit: limit, cursor: cursor, of: StoredValidator.self)
    }

    /// All validators, by name, page by page.
    public var allValidators: Items<StoredValidator> {
        Items { cursor throws(GatewayClientError) in try await validators(limit: 100, cursor: cursor) }
    }

    /// One validator.
    ///
    /// - Throws: `GatewayClientError`: 404 `validatorDoesNotExist`.
    public func validator(_ ref: String) async throws(GatewayClientError) -> StoredValidator {
        try await call("GET", ["validators", ref], as: StoredValidator.self)
    }

    /// Adds a validator, which looks at everything that is committed from then on.
    ///
    /// - Throws: `GatewayClientError`: 400 `invalidValidator` with everything that is wrong with the rules, and where;
    ///   409 `validatorAlreadyExists`, `tooManyValidators`.
    public func createValidator(_ request: ValidatorRequest) async throws(GatewayClientError) -> StoredValidator {
        try await call("POST", ["validators"], body: request, as: StoredValidator.self)
    }

    /// Changes a validator; what is nil stays as it is.
    ///
    /// - Throws: `GatewayClientError` as creating does, and 404.
    public func updateValidator(
        _ ref: String, _ request: ValidatorRequest
    ) async throws(GatewayClientError) -> StoredValidator {
        try await call("PUT", ["validators", ref], body: request, as: StoredValidator.self)
    }

    /// Deletes a validator.
    ///
    /// - Throws: `GatewayClientError`: 404 `validatorDoesNotExist`.
    public func deleteValidator(_ ref: String) async throws(GatewayClientError) {
        try await call("DELETE", ["validators", ref])
    }
}
