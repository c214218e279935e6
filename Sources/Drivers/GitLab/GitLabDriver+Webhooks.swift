public import RemoteSources

/// Webhooks.
extension GitLabDriver {
    public func webhooks(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<Webhook>> {
        try GitLabPages.call(Self.api(repository, ["hooks"]), page, as: GitLabWebhook.self) { $0.webhook }
    }

    /// The secret is sent as the token that comes back in clear, and as the key that signs. Servers that don't sign
    /// pass over the key; on those that do, the token is taken away, so that the secret never travels again.
    public func createWebhook(url: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Webhook> {
        let path = Self.api(repository, ["hooks"])
        let subscriptions = manifest.webhookEvents.map { JSONValue.Member($0, true) }
        let members = [JSONValue.Member("enable_ssl_verification", true)] + subscriptions
        let token = JSONValue.Member("token", .secret(.webhookSecret))
        func creation(_ secrets: [JSONValue.Member]) -> ForgeRequest {
            ForgeRequest("POST", path, body: .json(.object(members + secrets + [.init("url", .string(url))])))
        }
        let withToken = Self.webhook(creation([token]))
        let signing = creation([.init("signing_token", .secret(.webhookSecret)), token])
        return Call(signing) { response throws(DriverError) in
            do throws(DriverError) {
                let made = try ForgeAnswer.decode(GitLabWebhook.self, from: response)
                guard made.signing_token_present == true else { return .done(made.webhook) }
                let rest: JSONValue = .object(members + [.init("token", ""), .init("url", .string(url))])
                return .next(Self.webhook(ForgeRequest("PUT", path + [String(made.id)], body: .json(rest))))
            } catch {
                // A secret that is no key of the form that this server signs with.
                if case .invalid(_, let message) = error, message.contains("signing_token") {
                    return .next(withToken)
                }
                throw Self.urlRefusal(error)
            }
        }
    }

    private static func webhook(_ request: ForgeRequest) -> Call<Webhook> {
        Call(request) { response throws(DriverError) in
            do throws(DriverError) {
                return .done(try ForgeAnswer.decode(GitLabWebhook.self, from: response).webhook)
            } catch {
                throw urlRefusal(error)
            }
        }
    }

    private static func urlRefusal(_ error: DriverError) -> DriverError {
        guard case .invalid(_, let message) = error, message.lowercased().contains("invalid url") else { return error }
        return .invalid(
            field: "url",
            message: "GitLab does not send to this address; an administrator there can allow requests to local networks"
        )
    }

    public func deleteWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        Call.done(
            ForgeRequest("DELETE", Self.api(repository, ["hooks", try Self.number(id, "id")])), accepting: [404])
    }

    public func testWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        let path = Self.api(repository, ["hooks", try Self.number(id, "id"), "test", "push_events"])
        return Call.done(ForgeRequest("POST", path))
    }
}
