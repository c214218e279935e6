public import RemoteSources

/// Deploy keys, webhooks, commit statuses and links.
extension GiteaDriver {
    public func deployKeys(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<DeployKey>> {
        try Self.page(try Self.api(repository, ["keys"]), page, as: GiteaDeployKey.self) { $0.deployKey }
    }

    public func createDeployKey(
        _ key: NewDeployKey, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<DeployKey> {
        let body: JSONValue = [
            "key": .string(key.publicKey), "read_only": .bool(key.isReadOnly), "title": .string(key.title),
        ]
        let request = Self.request("POST", try Self.api(repository, ["keys"]), body: .json(body))
        return Call(request) { response throws(DriverError) in
            do throws(DriverError) {
                return .done(try ForgeAnswer.decode(GiteaDeployKey.self, from: response).deployKey)
            } catch {
                throw response.status == 422 ? Self.keyRefusal(error) : error
            }
        }
    }

    /// A key that is there and one that is none have the same status; only the sentence tells them apart.
    private static func keyRefusal(_ error: DriverError) -> DriverError {
        guard case .invalid(_, let message) = error else { return error }
        let text = message.lowercased()
        if text.contains("already") || text.contains("has been used") {
            return .conflict("the repository, or another one, has this key or a key of this title")
        }
        return .invalid(field: "key", message: "the forge does not take this public key")
    }

    public func deleteDeployKey(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        Call.done(Self.request("DELETE", try Self.api(repository, ["keys", id])), accepting: [404])
    }

    public func webhooks(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<Webhook>> {
        try Self.page(try Self.api(repository, ["hooks"]), page, as: GiteaWebhook.self) { $0.webhook }
    }

    public func createWebhook(url: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Webhook> {
        let body: JSONValue = [
            "active": true,
            "config": ["content_type": "json", "secret": .secret(.webhookSecret), "url": .string(url)],
            "events": .array(manifest.webhookEvents.map { .string($0) }),
            "type": "gitea",
        ]
        let request = Self.request("POST", try Self.api(repository, ["hooks"]), body: .json(body))
        return Call.value(request, as: GiteaWebhook.self) { hook throws(DriverError) in hook.webhook }
    }

    public func deleteWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        Call.done(Self.request("DELETE", try Self.api(repository, ["hooks", id])), accepting: [404])
    }

    public func testWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        Call.done(Self.request("POST", try Self.api(repository, ["hooks", id, "tests"])))
    }

    public func createCommitStatus(
        _ status: CommitStatus, for sha: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<Void> {
        var members = [
            JSONValue.Member("context", .string(status.context)),
            .init("description", .string(String(status.description.prefix(255)))),
            .init("state", .string(Self.word(for: status.state))),
        ]
        if let url = status.targetURL { members.append(.init("target_url", .string(url))) }
        let path = try Self.api(repository, ["statuses", try CommitSHA.checked(sha)])
        let lookUp = Self.request("GET", try Self.api(repository, ["git", "commits", sha]))
        return Call(Self.request("POST", path, body: .json(.object(members)))) { response throws(DriverError) in
            guard response.status == 500 else {
                try ForgeAnswer.expectSuccess(response)
                return .done(())
            }
            return .next(Self.whyNot(lookUp))
        }
    }

    /// Gitea answers 500 for a commit that it does not have, and does so for ever: the commit tells it from a forge that is ill.
    private static func whyNot(_ lookUp: ForgeRequest) -> Call<Void> {
        Call(lookUp) { response throws(DriverError) in
            try ForgeAnswer.check(response)
            throw .unavailable("the forge answered 500")
        }
    }

    /// Gitea has neither running nor cancelled.
    private static func word(for state: CommitStatus.State) -> String {
        switch state {
        case .pending, .running: "pending"
        case .success, .skipped: "success"
        case .failure, .cancelled: "failure"
        case .error: "error"
        }
    }

    public func link(to target: LinkTarget, webURL: String) -> String? {
        switch target {
        case .commit(let sha): "\(webURL)/commit/\(PageEscaping.path(sha))"
        case .branch(let name): "\(webURL)/src/branch/\(PageEscaping.path(name))"
        case .tag(let name): "\(webURL)/src/tag/\(PageEscaping.path(name))"
        case .pullRequest(let number): "\(webURL)/pulls/\(number)"
        case .compare(let base, let head): "\(webURL)/compare/\(PageEscaping.path(base))...\(PageEscaping.path(head))"
        }
    }
}
