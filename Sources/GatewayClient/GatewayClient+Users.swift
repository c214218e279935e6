extension GatewayClient {
    /// Who the token belongs to.
    ///
    /// - Throws: `GatewayClientError`: 401; 403 `noUser` for the admin token.
    public func currentUser() async throws(GatewayClientError) -> User {
        try await call("GET", ["user"], as: User.self)
    }

    /// One page of what the caller's account at a remote source can see, in the forge's order.
    ///
    /// - Parameters:
    ///   - remoteSource: Name or id.
    ///   - limit: At most how many, 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 404 `linkedAccountDoesNotExist`, 409 `linkedAccountNeedsLogin`, 502–504 when the
    ///   forge does not do its part.
    public func remoteRepositories(
        of remoteSource: String, limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<RemoteRepository> {
        try await page(["user", "remoterepos", remoteSource], limit: limit, cursor: cursor, of: RemoteRepository.self)
    }

    /// Everything that the caller's account at a remote source can see, page by page.
    ///
    /// - Parameter remoteSource: Name or id.
    public func allRemoteRepositories(of remoteSource: String) -> Items<RemoteRepository> {
        Items { cursor throws(GatewayClientError) in
            try await remoteRepositories(of: remoteSource, limit: 100, cursor: cursor)
        }
    }

    /// One page of the users, by name; for administrators.
    ///
    /// - Parameters:
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`.
    public func users(limit: Int? = nil, cursor: String? = nil) async throws(GatewayClientError) -> Page<User> {
        try await page(["users"], limit: limit, cursor: cursor, of: User.self)
    }

    /// All users, page by page; for administrators.
    public var allUsers: Items<User> {
        Items { cursor throws(GatewayClientError) in try await users(limit: 100, cursor: cursor) }
    }

    /// A user, by name or id; tokens and accounts only for that user and administrators.
    ///
    /// - Throws: `GatewayClientError`: 404 `userDoesNotExist`.
    public func user(_ ref: String) async throws(GatewayClientError) -> User {
        try await call("GET", ["users", ref], as: User.self)
    }

    /// Creates a user without an account at a forge; for administrators.
    ///
    /// - Throws: `GatewayClientError`: 400 `invalidUserName`, 409 `userAlreadyExists`.
    public func createUser(_ name: String) async throws(GatewayClientError) -> User {
        try await call("POST", ["users"], body: ["username": name], as: User.self)
    }

    /// Deletes a user with tokens, sessions, linked accounts, memberships and invitations; for administrators.
    ///
    /// - Parameters:
    ///   - ref: Name or id.
    ///   - cascade: Whether the user's project groups and projects go too.
    /// - Throws: `GatewayClientError`: 404 `userDoesNotExist`; 409 `userInUse` without `cascade` when the user has some,
    ///   409 `lastOwner`, `linkedAccountInUse`.
    public func deleteUser(_ ref: String, cascade: Bool = false) async throws(GatewayClientError) {
        try await delete(["users", ref], cascade: cascade)
    }

    /// The names of a user's API tokens, all of them: a user has at most as many as a page.
    ///
    /// - Throws: `GatewayClientError`.
    public func userTokens(of user: String) async throws(GatewayClientError) -> [String] {
        try await page(["users", user, "tokens"], limit: 100, cursor: nil, of: String.self).items
    }

    /// Creates an API token.
    ///
    /// - Returns: The token, which is shown this once.
    /// - Throws: `GatewayClientError`: 409 `userTokenAlreadyExists`.
    public func createUserToken(for user: String, name: String) async throws(GatewayClientError) -> String {
        struct Answer: Decodable {
            let token: String
        }
        return try await call("POST", ["users", user, "tokens"], body: ["token_name": name], as: Answer.self).token
    }

    /// Deletes an API token.
    ///
    /// - Throws: `GatewayClientError`: 404 `userTokenDoesNotExist`.
    public func deleteUserToken(of user: String, name: String) async throws(GatewayClientError) {
        try await call("DELETE", ["users", user, "tokens", name])
    }

    /// A user's accounts at forges, all of them: a user has at most as many as a page.
    ///
    /// - Throws: `GatewayClientError`.
    public func linkedAccounts(of user: String) async throws(GatewayClientError) -> [LinkedAccount] {
        try await page(["users", user, "linkedaccounts"], limit: 100, cursor: nil, of: LinkedAccount.self).items
    }

    /// Unlinks an account.
    ///
    /// - Throws: `GatewayClientError`: 404 `linkedAccountDoesNotExist`.
    public func deleteLinkedAccount(of user: String, id: String) async throws(GatewayClientError) {
        try await call("DELETE", ["users", user, "linkedaccounts", id])
    }

    /// Ends every session of a user.
    ///
    /// - Throws: `GatewayClientError`.
    public func deleteSessions(of user: String) async throws(GatewayClientError) {
        try await call("DELETE", ["users", user, "sessions"])
    }
}
