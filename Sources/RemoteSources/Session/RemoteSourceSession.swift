/// One remote source, one set of credentials, one deadline: what an action needs to talk to a forge.
public struct RemoteSourceSession: Sendable {
    /// The driver of the remote source's type.
    public let driver: any RemoteSourceDriver
    /// How the forge is reached.
    public let connection: RemoteSourceConnection
    /// The secrets that may be used.
    public internal(set) var credentials: CredentialSet
    /// When every operation of this session has to be over.
    public let deadline: ContinuousClock.Instant
    let host: DriverHost
    /// The app's installation that this session's access token is of; nil for a person's.
    var installation: InstallationTokens.Key?

    /// Creates a session. It holds no connection and needs no end.
    ///
    /// - Parameters:
    ///   - driver: The driver of the remote source's type.
    ///   - host: Performs the operations.
    ///   - connection: How the forge is reached.
    ///   - credentials: The secrets that may be used.
    ///   - deadline: When every operation has to be over.
    public init(
        driver: any RemoteSourceDriver, host: DriverHost, connection: RemoteSourceConnection,
        credentials: CredentialSet = CredentialSet(), deadline: ContinuousClock.Instant
    ) {
        self.driver = driver
        self.host = host
        self.connection = connection
        self.credentials = credentials
        self.deadline = deadline
    }

    /// Performs any operation of the driver.
    ///
    /// - Parameters:
    ///   - capability: The capability that the operation belongs to.
    ///   - operation: Asks the driver for the call.
    /// - Returns: The driver's value and the secrets that were taken out of the answers.
    /// - Throws: `OperationError`; `notSupported` when the manifest doesn't have the capability.
    public func perform<Output: Sendable>(
        _ capability: Capability,
        _ operation: (any RemoteSourceDriver) async throws(DriverError) -> Call<Output>
    ) async throws(OperationError) -> OperationResult<Output> {
        try await perform(capability, with: credentials, operation)
    }

    /// Who the access token belongs to.
    ///
    /// - Returns: The user, whose id is not empty.
    /// - Throws: `OperationError`; `unauthorized` when the token is no longer taken.
    public func currentUser() async throws(OperationError) -> RemoteUser {
        try await currentUser(.bearer, with: credentials)
    }

    /// Who a login name and a password belong to. The person's tokens stay as they are.
    ///
    /// - Parameters:
    ///   - login: What the person gave.
    ///   - tokenName: What a token is called that has to be made where only a token says whose it is. It is another one
    ///     than `signIn` makes, whose token would be replaced.
    /// - Returns: The user, whose id is not empty.
    /// - Throws: `OperationError`; `unauthorized` when the forge doesn't take the password.
    public func identify(
        _ login: CredentialSet.Login, tokenName: String
    ) async throws(OperationError) -> RemoteUser {
        if driver.manifest.passwordIsToken || driver.manifest.makesTokenFirst {
            return try await signIn(login, tokenName: tokenName).user
        }
        try require(.passwordLogin)
        var credentials = credentials
        credentials.login = login
        return try await currentUser(.basic, with: credentials)
    }

    /// Signs a person in with a password, and makes a personal token of that name for them, in place of an older one.
    ///
    /// - Parameters:
    ///   - login: What the person gave.
    ///   - tokenName: The name of the token at the forge.
    /// - Returns: Who it is, and the token.
    /// - Throws: `OperationError`; `unauthorized` when the forge doesn't take the password.
    public func signIn(
        _ login: CredentialSet.Login, tokenName: String
    ) async throws(OperationError) -> RemoteSignIn {
        var credentials = credentials
        credentials.login = login
        try require(.passwordLogin)
        if driver.manifest.passwordIsToken { return try await signIn(login, withToken: login.password) }
        // A forge may take a one-time password once only: then the token comes first, and says whose it is.
        let isUsedUp = login.oneTimePassword?.isEmpty == false && !login.name.contains("@")
        if isUsedUp || driver.manifest.makesTokenFirst {
            let token = try await createToken(
                tokenName, for: RemoteUser(id: "", loginName: login.name), with: credentials)
            let user = try await currentUser(.bearer, with: CredentialSet(accessToken: token))
            return RemoteSignIn(user: user, accessToken: token)
        }
        let user = try await currentUser(.basic, with: credentials)
        return RemoteSignIn(user: user, accessToken: try await createToken(tokenName, for: user, with: credentials))
    }

    /// Signs a person in with a token that they made at the forge: it says whose it is, which is who they say they are.
    private func signIn(
        _ login: CredentialSet.Login, withToken token: String
    ) async throws(OperationError) -> RemoteSignIn {
        let user = try await currentUser(.bearer, with: CredentialSet(accessToken: token))
        guard user.loginName.lowercased() == login.name.lowercased() else {
            throw .driver(.unauthorized("the token is not one of this login name"))
        }
        return RemoteSignIn(user: user, accessToken: token)
    }

    private func createToken(
        _ name: String, for user: RemoteUser, with credentials: CredentialSet
    ) async throws(OperationError) -> String {
        let result = try await perform(.passwordLogin, with: credentials) { driver throws(DriverError) in
            try await driver.createToken(name: name, for: user)
        }
        guard let token = result.secrets[.accessToken] else {
            throw .driver(.unavailable("the forge's answer has no token"))
        }
        return token
    }

    private func currentUser(
        _ slot: CredentialSlot, with credentials: CredentialSet
    ) async throws(OperationError) -> RemoteUser {
        let result = try await perform(.userInfo, with: credentials) { driver throws(DriverError) in
            try await driver.currentUser(credential: slot)
        }
        guard !result.output.id.isEmpty, !result.output.loginName.isEmpty else {
            throw .driver(.unavailable("the forge's answer names a user without an id or a login name"))
        }
        return result.output
    }

    func perform<Output: Sendable>(
        _ capability: Capability,
        with credentials: CredentialSet,
        _ operation: (any RemoteSourceDriver) async throws(DriverError) -> Call<Output>
    ) async throws(OperationError) -> OperationResult<Output> {
        try require(capability)
        let result: Result<OperationResult<Output>, OperationError> = await OperationDeadline.$current.withValue(
            deadline
        ) {
            do throws(OperationError) {
                return .success(try await performWithinDeadline(credentials, operation))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func performWithinDeadline<Output: Sendable>(
        _ credentials: CredentialSet,
        _ operation: (any RemoteSourceDriver) async throws(DriverError) -> Call<Output>
    ) async throws(OperationError) -> OperationResult<Output> {
        let call: Call<Output>
        do {
            call = try await operation(driver)
        } catch {
            throw SecretRedactor(credentials).redacted(.cutOff(error, deadline: deadline))
        }
        do throws(OperationError) {
            return try await host.perform(
                call, manifest: driver.manifest, connection: try reachedConnection(), credentials: credentials,
                deadline: deadline)
        } catch {
            if case .driver(.unauthorized) = error, let installation, let token = credentials.accessToken {
                await host.installationTokens.forget(token, of: installation)
            }
            throw error
        }
    }

    /// The connection with the driver's word on where the forge's API and pages are.
    func reachedConnection() throws(OperationError) -> RemoteSourceConnection {
        var reached = connection
        do throws(DriverError) {
            let endpoints = try driver.endpoints(of: connection.apiURL)
            (reached.apiURL, reached.webURL) = (endpoints.apiURL, endpoints.webURL)
        } catch {
            throw .driver(error)
        }
        guard EndpointRule.allows(reached.apiURL, for: connection.apiURL),
            EndpointRule.allows(reached.webURL, for: connection.apiURL)
        else { throw .contractViolation("\(driver.manifest.id) leads away from the forge that was configured") }
        return reached
    }

    func require(_ capability: Capability) throws(OperationError) {
        guard driver.manifest.capabilities.contains(capability) else {
            throw .driver(.notSupported("\(driver.manifest.id) has no capability \(capability.rawValue)"))
        }
    }
}
