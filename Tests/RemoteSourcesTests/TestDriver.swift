import RemoteSources

/// A driver whose forge answers users, tokens and repositories in the plainest way.
struct TestDriver: RemoteSourceDriver {
    var manifest: DriverManifest = TestDriver.manifest(id: "test")

    static func manifest(
        id: String = "test", capabilities: Set<Capability> = Set(Capability.allCases),
        maxResponseBytes: Int = 1024 * 1024
    ) -> DriverManifest {
        DriverManifest(
            id: id, version: "1", capabilities: capabilities, authTypes: [.password, .oauth2],
            oauth2: .init(
                authorizePath: ["login", "oauth", "authorize"], tokenPath: ["token"], scopes: ["read:user", "a b"]),
            oneTimePasswordHeader: "X-OTP", webhookSchemes: [.sharedToken(header: "X-Token")], webhookEvents: ["push"],
            limits: .init(maxPages: 3, maxResponseBytes: maxResponseBytes))
    }

    private struct User: Decodable {
        var id: String
        var login: String
    }

    private struct Repository: Decodable {
        var id: String
        var path: String

        var value: RemoteRepository {
            RemoteRepository(
                id: id, path: path, defaultBranch: "main", isPrivate: false, isArchived: false, webURL: "",
                sshCloneURL: "", httpCloneURL: "", permissions: .init(admin: false, push: false, pull: true))
        }
    }

    func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
        Call(ForgeRequest("GET", ["user"], credential: credential)) { response throws(DriverError) in
            let user = try ForgeAnswer.decode(User.self, from: response)
            return .done(RemoteUser(id: user.id, loginName: user.login))
        }
    }

    func createToken(name: String, for user: RemoteUser) async throws(DriverError) -> Call<Void> {
        let request = ForgeRequest(
            "POST", ["users", user.loginName, "tokens"], body: .json(["name": .string(name)]), credential: .basic,
            extracts: [SecretExtraction("sha1", .accessToken)])
        return Call(request) { response throws(DriverError) in
            try ForgeAnswer.check(response)
            return .done(())
        }
    }

    func exchangeCode(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        tokens([
            .init("client_id", .string(clientID)), .init("client_secret", .secret(.clientSecret)),
            .init("code", .secret(.authorizationCode)), .init("code_verifier", .secret(.codeVerifier)),
            .init("redirect_uri", .string(redirectURI)),
        ])
    }

    func refreshTokens(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        tokens([.init("client_id", .string(clientID)), .init("refresh_token", .secret(.refreshToken))])
    }

    private func tokens(_ fields: [ForgeRequest.FormField]) -> Call<TokenGrant> {
        let request = ForgeRequest(
            "POST", ["token"], body: .form(fields), credential: .none, extracts: OAuth2TokenAnswer.extracts)
        return Call(request) { response throws(DriverError) in .done(try OAuth2TokenAnswer.read(response)) }
    }

    func repositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        let query = page.map { [ForgeRequest.QueryItem("page", $0.rawValue)] } ?? []
        return Call(ForgeRequest("GET", ["repos"], query: query)) { response throws(DriverError) in
            let items = try ForgeAnswer.decode([Repository].self, from: response).map(\.value)
            return .done(Page(items: items, next: response.headers["x-next"].map { PageToken($0) }))
        }
    }

    func repository(path: RepositoryPath) async throws(DriverError) -> Call<RemoteRepository> {
        Call(ForgeRequest("GET", ["repos"] + path.segments)) { response throws(DriverError) in
            if response.status == 301 { throw .moved(id: response.headers["x-id"]) }
            return .done(try ForgeAnswer.decode(Repository.self, from: response).value)
        }
    }

    func repository(id: String) async throws(DriverError) -> Call<RemoteRepository> {
        Call(ForgeRequest("GET", ["repositories", id])) { response throws(DriverError) in
            .done(try ForgeAnswer.decode(Repository.self, from: response).value)
        }
    }

    private struct Installation: Decodable {
        var id: String
        var suspended: Bool
    }

    private struct Grant: Decodable { var expires_in: Int }

    func installation(of owner: String) async throws(DriverError) -> Call<AppInstallation> {
        Call(ForgeRequest("GET", ["installations", owner], credential: .appToken)) { response throws(DriverError) in
            let answer = try ForgeAnswer.decode(Installation.self, from: response)
            return .done(AppInstallation(id: answer.id, isSuspended: answer.suspended))
        }
    }

    func createInstallationToken(id: String) async throws(DriverError) -> Call<TokenGrant> {
        let request = ForgeRequest(
            "POST", ["installations", id], credential: .appToken, extracts: [SecretExtraction("token", .accessToken)])
        return Call(request) { response throws(DriverError) in
            .done(TokenGrant(expiresInSeconds: try ForgeAnswer.decode(Grant.self, from: response).expires_in))
        }
    }

    func installationRepositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        Call(ForgeRequest("GET", ["installation"])) { response throws(DriverError) in
            let paths = try ForgeAnswer.decode([String].self, from: response)
            return .done(Page(items: paths.map { Repository(id: $0, path: $0).value }, next: nil))
        }
    }
}
