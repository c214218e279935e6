import Foundation

extension RemoteSourceSession {
    /// The page where a person consents, for a browser to go to.
    ///
    /// - Parameters:
    ///   - clientID: The remote source's OAuth2 client id.
    ///   - state: What comes back with the code, unchanged.
    ///   - codeChallenge: The PKCE challenge; sent only to a forge that takes one.
    ///   - redirectURI: Where the forge sends the browser back to.
    /// - Returns: The URL. It carries no secret.
    /// - Throws: `notSupported` without OAuth2.
    public func authorizeURL(
        clientID: String, state: String, codeChallenge: String?, redirectURI: String
    ) throws(OperationError) -> String {
        try require(.oauth2)
        guard let oauth2 = driver.manifest.oauth2 else {
            throw .driver(.notSupported("\(driver.manifest.id) does not say where people consent"))
        }
        var query = [
            (name: "client_id", value: clientID), (name: "redirect_uri", value: redirectURI),
            (name: "response_type", value: "code"),
        ]
        if !oauth2.scopes.isEmpty {
            query.append((name: "scope", value: oauth2.scopes.joined(separator: " ")))
        }
        query.append((name: "state", value: state))
        if let codeChallenge, driver.manifest.capabilities.contains(.oauth2PKCE) {
            query.append((name: "code_challenge", value: codeChallenge))
            query.append((name: "code_challenge_method", value: "S256"))
        }
        return try RequestBuilder.url(
            reachedConnection().webURL, oauth2.authorizePath, query: query.map { ($0.name, $0.value) })
    }

    /// Exchanges the code that the forge sent back for tokens. The session's credentials have the `clientSecret`.
    ///
    /// - Parameters:
    ///   - code: The code.
    ///   - clientID: The remote source's OAuth2 client id.
    ///   - verifier: The PKCE verifier; empty for a forge without PKCE.
    ///   - redirectURI: The same as in the authorize URL.
    /// - Returns: The tokens.
    /// - Throws: `OperationError`; `unauthorized` when the forge doesn't take the code.
    public func exchangeCode(
        _ code: String, clientID: String, verifier: String, redirectURI: String
    ) async throws(OperationError) -> RemoteTokens {
        var credentials = credentials
        credentials.secrets[.authorizationCode] = code
        credentials.secrets[.codeVerifier] = verifier
        let result = try await perform(.oauth2, with: credentials) { driver throws(DriverError) in
            try await driver.exchangeCode(clientID: clientID, redirectURI: redirectURI)
        }
        return try tokens(result)
    }

    /// Exchanges a refresh token for new tokens. The session's credentials have the `clientSecret`.
    ///
    /// - Parameters:
    ///   - refreshToken: The refresh token; a forge may take it only once.
    ///   - clientID: The remote source's OAuth2 client id.
    ///   - redirectURI: The same as in the authorize URL.
    /// - Returns: The tokens; without a new refresh token the old one stays in use.
    /// - Throws: `OperationError`; `unauthorized` when the account has to sign in again.
    public func refreshTokens(
        _ refreshToken: String, clientID: String, redirectURI: String
    ) async throws(OperationError) -> RemoteTokens {
        var credentials = credentials
        credentials.secrets[.refreshToken] = refreshToken
        let result = try await perform(.oauth2Refresh, with: credentials) { driver throws(DriverError) in
            try await driver.refreshTokens(clientID: clientID, redirectURI: redirectURI)
        }
        return try tokens(result)
    }

    func tokens(_ result: OperationResult<TokenGrant>) throws(OperationError) -> RemoteTokens {
        guard let accessToken = result.secrets[.accessToken] else {
            throw .driver(.unavailable("the forge's answer has no access token"))
        }
        let now = host.now().timeIntervalSince1970
        return RemoteTokens(
            accessToken: accessToken, refreshToken: result.secrets[.refreshToken],
            expiresAt: result.output.expiresInSeconds.map { now + Double($0) })
    }
}
