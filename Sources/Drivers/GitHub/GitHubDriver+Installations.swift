public import RemoteSources

/// GitHub Apps: installations and their tokens.
extension GitHubDriver {
    public func installation(of owner: String) async throws(DriverError) -> Call<AppInstallation> {
        let ofUser = Self.value(
            Self.request("GET", ["users", owner, "installation"], credential: .appToken), as: GitHubInstallation.self
        ) { installation throws(DriverError) in installation.appInstallation }
        let request = Self.request("GET", ["orgs", owner, "installation"], credential: .appToken)
        return Call(request) { response throws(DriverError) in
            // It may be a person.
            if response.status == 404 { return .next(ofUser) }
            return .done(try GitHubAnswer.decode(GitHubInstallation.self, from: response).appInstallation)
        }
    }

    public func createInstallationToken(id: String) async throws(DriverError) -> Call<TokenGrant> {
        let request = Self.request(
            "POST", ["app", "installations", id, "access_tokens"], credential: .appToken,
            extracts: [SecretExtraction("token", .accessToken)])
        return Call(request) { response throws(DriverError) in
            let answer = try GitHubAnswer.decode(GitHubInstallationToken.self, from: response)
            return .done(TokenGrant(expiresInSeconds: answer.lifetime(now: response.receivedAt)))
        }
    }

    public func installationRepositories(
        page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        try Self.page(["installation", "repositories"], page, as: GitHubInstallationRepositories.self) {
            $0.repositories.map(\.remoteRepository)
        }
    }
}

extension GitHubInstallation {
    fileprivate var appInstallation: AppInstallation {
        AppInstallation(id: String(id), isSuspended: suspended_at != nil)
    }
}
