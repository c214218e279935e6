import HTTPTransport

extension GatewayClient {
    /// Registers a user through a remote source.
    ///
    /// - Parameters:
    ///   - userName: The wanted name.
    ///   - remoteSource: The remote source's name.
    ///   - login: For `password` sources; nil for `oauth2` ones.
    ///   - loopbackPort: Where this program listens for the forge's answer, on the machine of the person's browser:
    ///     1024–65535; nil when it does not.
    /// - Returns: `registered`, or `redirect` for an `oauth2` source.
    /// - Throws: `GatewayClientError`: 403 `registrationDisabled`, 409 `userAlreadyExists`, 401 `invalidCredentials` …
    public func register(
        userName: String, remoteSource: String, login: ForgeLogin? = nil, loopbackPort: Int? = nil
    ) async throws(GatewayClientError) -> SignIn {
        try await signIn(
            ["auth", "register"],
            SignInRequestBody(
                username: userName, remote_source_name: remoteSource, remote_source_login_name: login?.name,
                remote_source_login_password: login?.password, one_time_password: login?.oneTimePassword,
                loopback_port: loopbackPort))
    }

    /// Logs in through a remote source.
    ///
    /// - Parameters:
    ///   - remoteSource: The remote source's name.
    ///   - login: For `password` sources; nil for `oauth2` ones.
    ///   - loopbackPort: Where this program listens for the forge's answer, on the machine of the person's browser:
    ///     1024–65535; nil when it does not.
    /// - Returns: `loggedIn`, or `redirect` for an `oauth2` source.
    /// - Throws: `GatewayClientError`: 403 `loginDisabled`, 404 `linkedAccountDoesNotExist`, 429 `tooManyLogins` …
    public func login(
        remoteSource: String, login: ForgeLogin? = nil, loopbackPort: Int? = nil
    ) async throws(GatewayClientError) -> SignIn {
        try await signIn(["auth", "login"], Self.loginBody(remoteSource, login, loopbackPort))
    }

    /// Proves who somebody is at a remote source: makes no user and links nothing.
    ///
    /// - Returns: `authorized`, or `redirect` for an `oauth2` source.
    /// - Throws: `GatewayClientError`.
    public func authorize(
        remoteSource: String, login: ForgeLogin? = nil, loopbackPort: Int? = nil
    ) async throws(GatewayClientError) -> SignIn {
        try await signIn(["auth", "authorize"], Self.loginBody(remoteSource, login, loopbackPort))
    }

    /// Links an account at a remote source to the user whose token this is.
    ///
    /// - Returns: `linked`, or `redirect` for an `oauth2` source.
    /// - Throws: `GatewayClientError`: 409 `linkedAccountAlreadyExists`.
    public func link(
        user: String, remoteSource: String, login: ForgeLogin? = nil, loopbackPort: Int? = nil
    ) async throws(GatewayClientError) -> SignIn {
        try await signIn(
            ["users", user, "linkedaccounts"],
            SignInRequestBody(
                remote_source_name: remoteSource, remote_source_login_name: login?.name,
                remote_source_login_password: login?.password, one_time_password: login?.oneTimePassword,
                loopback_port: loopbackPort))
    }

    /// Finishes a flow with what the forge sent back.
    ///
    /// - Parameters:
    ///   - code: The query's `code`.
    ///   - state: The query's `state`.
    ///   - flowSecret: What starting the flow gave.
    /// - Throws: `GatewayClientError`: 400 `invalidState`, 403 `flowMismatch`, 409 `stateAlreadyUsed` …
    public func finish(
        code: String, state: String, flowSecret: String
    ) async throws(GatewayClientError) -> SignIn {
        let body = try await call(
            "GET", ["auth", "oauth2", "callback"], query: [("code", code), ("state", state)],
            headers: [TransportHeader("Sallyport-Flow", flowSecret, isSensitive: true)], as: CallbackBody.self)
        return try Self.outcome(body.response)
    }

    /// Ends the session whose token this is.
    ///
    /// - Throws: `GatewayClientError`: 400 `noSession` for an API token.
    public func logout() async throws(GatewayClientError) {
        try await call("POST", ["auth", "logout"])
    }

    private func signIn(_ path: [String], _ body: SignInRequestBody) async throws(GatewayClientError) -> SignIn {
        try Self.outcome(try await call("POST", path, body: body, as: SignInBody.self))
    }

    private static func outcome(_ body: SignInBody) throws(GatewayClientError) -> SignIn {
        guard let signIn = body.signIn else {
            throw .init(status: 502, code: "gatewayBadAnswer", message: "the gateway's answer can't be read")
        }
        return signIn
    }

    private static func loginBody(_ remoteSource: String, _ login: ForgeLogin?, _ loopbackPort: Int?)
        -> SignInRequestBody
    {
        SignInRequestBody(
            remote_source_name: remoteSource, login_name: login?.name, password: login?.password,
            one_time_password: login?.oneTimePassword,
            loopback_port: loopbackPort)
    }
}
