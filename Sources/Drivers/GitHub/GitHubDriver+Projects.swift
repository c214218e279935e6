public import RemoteSources

/// Deploy keys, webhooks, commit statuses and links.
extension GitHubDriver {
    public func deployKeys(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<DeployKey>> {
        try Self.page(try Self.api(repository, ["keys"]), page, as: [GitHubDeployKey].self) { $0.map(\.deployKey) }
    }

    public func createDeployKey(
        _ key: NewDeployKey, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<DeployKey> {
        let body: JSONValue = [
            "key": .string(key.publicKey), "read_only": .bool(key.isReadOnly), "title": .string(key.title),
        ]
        let request = Self.request("POST", try Self.api(repository, ["keys"]), body: .json(body))
        return Self.value(request, as: GitHubDeployKey.self) { key throws(DriverError) in key.deployKey }
    }

    public func deleteDeployKey(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        Self.done(Self.request("DELETE", try Self.api(repository, ["keys", id])), accepting: [404])
    }

    public func webhooks(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<Webhook>> {
        try Self.page(try Self.api(repository, ["hooks"]), page, as: [GitHubWebhook].self) { $0.map(\.webhook) }
    }

    public func createWebhook(url: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Webhook> {
        let body: JSONValue = [
            "active": true,
            "config": [
                "content_type": "json", "insecure_ssl": "0", "secret": .secret(.webhookSecret), "url": .string(url),
            ],
            "events": .array(manifest.webhookEvents.map { .string($0) }),
            "name": "web",
        ]
        let request = Self.request("POST", try Self.api(repository, ["hooks"]), body: .json(body))
        return Self.value(request, as: GitHubWebhook.self) { hook throws(DriverError) in hook.webhook }
    }

    public func deleteWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        Self.done(Self.request("DELETE", try Self.api(repository, ["hooks", id])), accepting: [404])
    }

    public func testWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        Self.done(Self.request("POST", try Self.api(repository, ["hooks", id, "pings"])))
    }

    public func createCommitStatus(
        _ status: CommitStatus, for sha: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<Void> {
        var members = [
            JSONValue.Member("context", .string(status.context)),
            .init("description", .string(String(status.description.prefix(140)))),
            .init("state", .string(Self.word(for: status.state))),
        ]
        if let url = status.targetURL { members.append(.init("target_url", .string(url))) }
        let path = try Self.api(repository, ["statuses", try CommitSHA.checked(sha)])
        return Self.done(Self.request("POST", path, body: .json(.object(members))))
    }

    /// GitHub has neither running nor cancelled nor skipped.
    private static func word(for state: CommitStatus.State) -> String {
        switch state {
        case .pending, .running: "pending"
        case .success, .skipped: "success"
        case .failure: "failure"
        case .error, .cancelled: "error"
        }
    }

    public func link(to target: LinkTarget, webURL: String) -> String? {
        switch target {
        case .commit(let sha): "\(webURL)/commit/\(PageEscaping.path(sha))"
        case .branch(let name), .tag(let name): "\(webURL)/tree/\(PageEscaping.path(name))"
        case .pullRequest(let number): "\(webURL)/pull/\(number)"
        case .compare(let base, let head): "\(webURL)/compare/\(PageEscaping.path(base))...\(PageEscaping.path(head))"
        }
    }
}
