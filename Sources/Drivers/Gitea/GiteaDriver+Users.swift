public import RemoteSources

/// Users, tokens and OAuth2.
extension GiteaDriver {
    public func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
        let request = ForgeRequest("GET", Self.api(["user"]), credential: credential)
        return Call.value(request, as: GiteaUser.self) { user throws(DriverError) in user.remoteUser }
    }

    public func createToken(name: String, for user: RemoteUser) async throws(DriverError) -> Call<Void> {
        let path = Self.api(["users", user.loginName, "tokens"])
        let scopes = JSONValue.array(manifest.tokenScopes.map { .string($0) })
        let creation = ForgeRequest(
            "POST", path, body: .json(["name": .string(name), "scopes": scopes]), credential: .basic,
            extracts: [SecretExtraction("sha1", .accessToken)])
        let again = Call.done(creation)
        let deletion = Call<Void>(
            ForgeRequest("DELETE", path + [name], credential: .basic)
        ) { response throws(DriverError) in
            try ForgeAnswer.expectSuccess(response, accepting: [404])
            return .next(again)
        }
        return Call(creation) { response throws(DriverError) in
            // There is no other sign of a name that is taken than this sentence.
            if response.status == 400, String(decoding: response.body, as: UTF8.self).contains("used already") {
                return .next(deletion)
            }
            try ForgeAnswer.expectSuccess(response)
            return .done(())
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
            "POST", manifest.oauth2?.tokenPath ?? [], body: .form(form), credential: .none,
            extracts: OAuth2TokenAnswer.extracts)
        return Call(request) { response throws(DriverError) in .done(try OAuth2TokenAnswer.read(response)) }
    }
}
