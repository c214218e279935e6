public import RemoteSources

/// Users and OAuth2.
extension GitLabDriver {
    public func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
        let request = ForgeRequest("GET", Self.api(["user"]), credential: credential)
        return Call.value(request, as: GitLabUser.self) { user throws(DriverError) in user.remoteUser }
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
            .init("grant_type", "refresh_token"), .init("redirect_uri", .string(redirectURI)),
            .init("refresh_token", .secret(.refreshToken)),
        ])
    }

    private func tokens(_ form: [ForgeRequest.FormField]) -> Call<TokenGrant> {
        let request = ForgeRequest(
            "POST", manifest.oauth2?.tokenPath ?? [], body: .form(form), credential: .none,
            extracts: OAuth2TokenAnswer.extracts)
        return Call(request) { response throws(DriverError) in .done(try OAuth2TokenAnswer.read(response)) }
    }
}
