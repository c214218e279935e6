package import RemoteSources

/// Users, tokens and OAuth2.
extension DeclarativeDriver {
    package func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
        let section = try declared(user, .userInfo)
        // A token goes where this forge wants it; only a password is another matter.
        let slot = credential == .basic || credential == .none ? credential : self.credential
        return try value(run(section.operation, credential: slot), [:]) { scope throws(AnswerMismatch) in
            try section.answer.user(scope)
        }
    }

    package func createToken(name: String, for user: RemoteUser) async throws(DriverError) -> Call<Void> {
        let section = try declared(password, .passwordLogin)
        var run = run(section.createToken, credential: .basic)
        run.extracts = [SecretExtraction(section.tokenMember, .accessToken)]
        var values: TemplateValues = [
            "login": .text(user.loginName), "tokenName": .text(name), "random": .text(random()),
            "scopes": .list(section.scopes),
        ]
        if !user.id.isEmpty { values["userID"] = .text(user.id) }
        return try run.call(values)
    }

    package func exchangeCode(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        let section = try declared(oauth2, .oauth2)
        var form: [ForgeRequest.FormField] = [
            .init("client_id", .string(clientID)), .init("client_secret", .secret(.clientSecret)),
            .init("code", .secret(.authorizationCode)), .init("grant_type", "authorization_code"),
            .init("redirect_uri", .string(redirectURI)),
        ]
        if section.hasPKCE { form.append(.init("code_verifier", .secret(.codeVerifier))) }
        return tokens(form, section)
    }

    package func refreshTokens(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        let section = try declared(oauth2.flatMap { $0.hasRefresh ? $0 : nil }, .oauth2Refresh)
        return tokens(
            [
                .init("client_id", .string(clientID)), .init("client_secret", .secret(.clientSecret)),
                .init("grant_type", "refresh_token"), .init("redirect_uri", .string(redirectURI)),
                .init("refresh_token", .secret(.refreshToken)),
            ], section)
    }

    private func tokens(_ form: [ForgeRequest.FormField], _ section: OAuth2Section) -> Call<TokenGrant> {
        let request = ForgeRequest(
            "POST", section.endpoints.tokenPath, part: .web, body: .form(form), credential: .none,
            extracts: OAuth2TokenAnswer.extracts)
        return Call(request) { response throws(DriverError) in .done(try OAuth2TokenAnswer.read(response)) }
    }
}
