package import RemoteSources
import Validation

/// People, tokens, repositories and what is in them. Each operation is a message of its own name.
extension ProcessDriver {
    package func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
        try await call("currentUser", ["credential": .string(credential.rawValue)], ValueMessage.user)
    }

    package func createToken(name: String, for user: RemoteUser) async throws(DriverError) -> Call<Void> {
        let person: Value = .object(["id": .string(user.id), "loginName": .string(user.loginName)])
        return try await call("createToken", ["name": .string(name), "user": person], ValueMessage.nothing)
    }

    package func exchangeCode(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        try await call(
            "exchangeCode", ["clientID": .string(clientID), "redirectURI": .string(redirectURI)], ValueMessage.grant)
    }

    package func refreshTokens(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        try await call(
            "refreshTokens", ["clientID": .string(clientID), "redirectURI": .string(redirectURI)], ValueMessage.grant)
    }

    package func repositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        try await call("repositories", ["page": text(page)], ValueMessage.page(of: ValueMessage.repository))
    }

    package func repository(path: RepositoryPath) async throws(DriverError) -> Call<RemoteRepository> {
        try await call("repositoryByPath", ["path": .string(path.description)], ValueMessage.repository)
    }

    package func repository(id: String) async throws(DriverError) -> Call<RemoteRepository> {
        try await call("repositoryByID", ["id": .string(id)], ValueMessage.repository)
    }

    package func ref(_ name: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteRef> {
        try await call("ref", ["name": .string(name), "repository": text(repository)], ValueMessage.ref)
    }

    package func branches(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        try await call(
            "branches", ["repository": text(repository), "page": text(page)], ValueMessage.page(of: ValueMessage.ref))
    }

    package func tags(in repository: RepositoryPath, page: PageToken?) async throws(DriverError) -> Call<
        Page<RemoteRef>
    > {
        try await call(
            "tags", ["repository": text(repository), "page": text(page)], ValueMessage.page(of: ValueMessage.ref))
    }

    package func commit(_ sha: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteCommit> {
        let checked = try CommitSHA.checked(sha)
        return try await call(
            "commit", ["sha": .string(checked), "repository": text(repository)], ValueMessage.commit)
    }

    package func file(
        _ path: String, at ref: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<[UInt8]> {
        try await call(
            "file", ["path": .string(path), "ref": .string(ref), "repository": text(repository)], ValueMessage.file)
    }

    package func createCommitStatus(
        _ status: CommitStatus, for sha: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<Void> {
        let checked = try CommitSHA.checked(sha)
        let fields: [String: Value?] = [
            "state": .string(status.state.rawValue), "context": .string(status.context),
            "description": .string(status.description), "targetURL": status.targetURL.map(Value.string),
            "ref": status.ref.map(Value.string),
        ]
        return try await call(
            "createCommitStatus",
            [
                "status": .object(fields.compactMapValues { $0 }), "sha": .string(checked),
                "repository": text(repository),
            ], ValueMessage.nothing)
    }

    package func link(to target: LinkTarget, webURL: String) -> String? {
        links.link(to: target, webURL: webURL)
    }

    func text(_ repository: RepositoryPath) -> Value { .string(repository.description) }

    func text(_ page: PageToken?) -> Value? { page.map { .string($0.rawValue) } }
}
