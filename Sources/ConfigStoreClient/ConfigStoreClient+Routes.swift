public import ConfigStoreAPI
import HTTPTransport

/// Remote sources. `ref` is a name or an id.
extension ConfigStoreClient {
    /// One page, by name.
    public func remoteSources(
        limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<RemoteSource> {
        try await list(
            ["remotesources"], limit: limit, cursor: cursor, sortDirection: sortDirection, of: RemoteSource.self)
    }

    public func remoteSource(_ ref: String) async throws(ConfigStoreClientError) -> RemoteSource {
        try await call("GET", ["remotesources", ref], remembering: remoteSourceAnswers)
    }

    public func createRemoteSource(
        _ request: CreateRemoteSourceRequest
    ) async throws(ConfigStoreClientError) -> RemoteSource {
        try await call("POST", ["remotesources"], body: request, as: RemoteSource.self)
    }

    public func updateRemoteSource(
        _ ref: String, _ request: UpdateRemoteSourceRequest
    ) async throws(ConfigStoreClientError) -> RemoteSource {
        try await call("PUT", ["remotesources", ref], body: request, as: RemoteSource.self)
    }

    public func deleteRemoteSource(_ ref: String) async throws(ConfigStoreClientError) {
        try await call("DELETE", ["remotesources", ref])
    }

    public func remoteSourceCredentials(
        _ ref: String
    ) async throws(ConfigStoreClientError) -> RemoteSourceCredentials {
        try await call("GET", ["remotesources", ref, "credentials"], as: RemoteSourceCredentials.self)
    }

    /// Whether `secret` is the stored client secret.
    public func remoteSourceSecretMatches(
        _ ref: String, _ secret: String
    ) async throws(ConfigStoreClientError) -> Bool {
        try await call(
            "POST", ["remotesources", ref, "secretcheck"], body: RemoteSourceCredentials(clientSecret: secret),
            as: SecretCheck.self
        ).matches
    }
}

/// Users. `ref` is a name or an id.
extension ConfigStoreClient {
    /// One page, by name.
    public func users(limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil)
        async throws(ConfigStoreClientError) -> List<User>
    {
        try await list(["users"], limit: limit, cursor: cursor, sortDirection: sortDirection, of: User.self)
    }

    /// One page, by name, with token names and linked accounts.
    public func usersWithDetails(
        limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<UserDetails> {
        try await list(
            ["users"], limit: limit, cursor: cursor, sortDirection: sortDirection, query: [("details", "true")],
            of: UserDetails.self)
    }

    public func user(_ ref: String) async throws(ConfigStoreClientError) -> User {
        try await call("GET", ["users", ref], as: User.self)
    }

    public func userDetails(_ ref: String) async throws(ConfigStoreClientError) -> UserDetails {
        try await call("GET", ["users", ref, "details"], remembering: userAnswers)
    }

    /// The user with this account at a forge; nil when nobody has linked it.
    public func user(
        byRemoteUser remoteUserID: String, remoteSource: String
    ) async throws(ConfigStoreClientError) -> UserDetails? {
        let query = [
            ("query_type", "byremoteuser"), ("remoteuserid", remoteUserID), ("remotesourceref", remoteSource),
        ]
        do {
            return try await call("GET", ["users"], query: query, as: [UserDetails].self).first
        } catch {
            if error.code == "linkedAccountDoesNotExist" { return nil }
            throw error
        }
    }

    public func createUser(_ request: CreateUserRequest) async throws(ConfigStoreClientError) -> UserDetails {
        try await call("POST", ["users"], body: request, as: UserDetails.self)
    }

    public func updateUser(
        _ ref: String, _ request: UpdateUserRequest
    ) async throws(ConfigStoreClientError) -> User {
        try await call("PUT", ["users", ref], body: request, as: User.self)
    }

    /// Deletes a user; one whose root group holds something only with everything in it.
    public func deleteUser(_ ref: String, cascade: Bool = false) async throws(ConfigStoreClientError) {
        try await delete(["users", ref], cascade: cascade)
    }
}

/// Linked accounts.
extension ConfigStoreClient {
    /// All of them: a user has at most as many as a page.
    public func linkedAccounts(of user: String) async throws(ConfigStoreClientError) -> [LinkedAccount] {
        try await linkedAccounts(of: user, limit: 100, cursor: nil, sortDirection: nil).items
    }

    public func linkedAccount(user: String, id: String) async throws(ConfigStoreClientError) -> LinkedAccount {
        try await call("GET", ["users", user, "linkedaccounts", id], as: LinkedAccount.self)
    }

    /// One page, by id.
    public func linkedAccounts(
        of user: String, limit: Int?, cursor: String?, sortDirection: SortDirection?
    ) async throws(ConfigStoreClientError) -> List<LinkedAccount> {
        try await list(
            ["users", user, "linkedaccounts"], limit: limit, cursor: cursor, sortDirection: sortDirection,
            of: LinkedAccount.self)
    }

    public func createLinkedAccount(
        for user: String, _ request: CreateLinkedAccountRequest
    ) async throws(ConfigStoreClientError) -> LinkedAccount {
        try await call("POST", ["users", user, "linkedaccounts"], body: request, as: LinkedAccount.self)
    }

    public func updateLinkedAccount(
        user: String, id: String, _ request: UpdateLinkedAccountRequest
    ) async throws(ConfigStoreClientError) -> LinkedAccount {
        try await call("PUT", ["users", user, "linkedaccounts", id], body: request, as: LinkedAccount.self)
    }

    public func deleteLinkedAccount(user: String, id: String) async throws(ConfigStoreClientError) {
        try await call("DELETE", ["users", user, "linkedaccounts", id])
    }

    public func linkedAccountCredentials(
        user: String, id: String
    ) async throws(ConfigStoreClientError) -> LinkedAccountCredentials {
        try await call(
            "GET", ["users", user, "linkedaccounts", id, "credentials"], as: LinkedAccountCredentials.self)
    }

    /// Asks to be the only one that refreshes the account's tokens for half a minute.
    public func acquireRefreshLease(
        user: String, id: String, _ request: RefreshLeaseRequest
    ) async throws(ConfigStoreClientError) -> LinkedAccount {
        try await call(
            "PUT", ["users", user, "linkedaccounts", id, "refreshlease"], body: request, as: LinkedAccount.self)
    }
}

/// Tokens, sessions and OAuth2 states.
extension ConfigStoreClient {
    /// One page, by name.
    public func userTokens(
        of user: String, limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<UserToken> {
        try await list(
            ["users", user, "tokens"], limit: limit, cursor: cursor, sortDirection: sortDirection, of: UserToken.self)
    }

    public func createUserToken(
        for user: String, name: String
    ) async throws(ConfigStoreClientError) -> CreatedUserToken {
        try await call(
            "POST", ["users", user, "tokens"], body: CreateUserTokenRequest(tokenName: name), as: CreatedUserToken.self)
    }

    public func deleteUserToken(user: String, name: String) async throws(ConfigStoreClientError) {
        try await call("DELETE", ["users", user, "tokens", name])
    }

    public func createSession(
        for user: String, lifetimeSeconds: Int
    ) async throws(ConfigStoreClientError) -> Session {
        try await call(
            "POST", ["users", user, "sessions"], body: CreateSessionRequest(lifetimeSeconds: lifetimeSeconds),
            as: Session.self)
    }

    public func deleteSession(user: String, id: String) async throws(ConfigStoreClientError) {
        try await call("POST", ["users", user, "sessions", "revoke"], body: RevokeSessionRequest(sessionID: id))
    }

    public func deleteSessions(of user: String) async throws(ConfigStoreClientError) {
        try await call("DELETE", ["users", user, "sessions"])
    }

    /// Whose token it is; 401 when it is nobody's.
    public func authenticate(token: String) async throws(ConfigStoreClientError) -> UserDetails {
        try await authenticate(.token(token))
    }

    /// Whose session it is; 401 when it is nobody's or over.
    public func authenticate(sessionID: String) async throws(ConfigStoreClientError) -> UserDetails {
        try await authenticate(.session(sessionID))
    }

    private func authenticate(_ credential: Credential) async throws(ConfigStoreClientError) -> UserDetails {
        // What no credential can be is nobody's.
        guard let value = credential.headerValue else { throw Self.unauthorized }
        return try await call(
            "GET", ["authentication"], headers: [TransportHeader(Credential.headerName, value, isSensitive: true)],
            remembering: userAnswers)
    }

    /// Takes an OAuth2 state out of use; 409 when it was used already.
    public func consumeOAuth2State(_ request: ConsumeOAuth2StateRequest) async throws(ConfigStoreClientError) {
        try await call("POST", ["oauth2states"], body: request)
    }
}
