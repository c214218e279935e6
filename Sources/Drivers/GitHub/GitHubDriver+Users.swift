public import RemoteSources

/// Users and OAuth2.
extension GitHubDriver {
    public func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
        let emails = Self.request("GET", ["user", "emails"], credential: credential)
        return Call(Self.request("GET", ["user"], credential: credential)) { response throws(DriverError) in
            let user = try GitHubAnswer.decode(GitHubUser.self, from: response)
            guard user.email == nil else { return .done(user.remoteUser(email: nil)) }
            // Most people hide it; the list needs a scope that an older grant may not have.
            return .next(
                Call(emails) { response throws(DriverError) in
                    guard (200..<300).contains(response.status) else { return .done(user.remoteUser(email: nil)) }
                    let all = try GitHubAnswer.decode([GitHubEmail].self, from: response)
                    let primary = all.first { $0.primary == true && $0.verified == true }
                    return .done(user.remoteUser(email: primary?.email))
                })
        }
    }

    public func exchangeCode(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        tokens([
            .init("client_id", .string(clientID)), .init("client_secret", .secret(.clientSecret)),
            .init("code", .secret(.authorizationCode)), .init("code_verifier", .secret(.codeVerifier)),
            .init("grant_type", "authorization_code"), .init("redirect_uri", .string(redirectURI)),
        ])
    }

    public func refreshTokens(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        tokens([
            .init("client_id", .string(clientID)), .init("client_secret", .secret(.clientSecret)),
            .init("grant_type", "refresh_token"), .init("refresh_token", .secret(.refreshToken)),
        ])
    }

    private func tokens(_ form: [ForgeRequest.FormField]) -> Call<TokenGrant> {
        let request = ForgeRequest(
            "POST", manifest.oauth2?.tokenPath ?? [], part: .web, body: .form(form), credential: .none,
            extracts: OAuth2TokenAnswer.extracts)
        return Call(request) { response throws(DriverError) in .done(try OAuth2TokenAnswer.read(response)) }
    }
}
