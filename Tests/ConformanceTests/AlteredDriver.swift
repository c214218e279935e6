import GiteaDriver
import RemoteSources

/// The driver of Gitea with a defect.
struct AlteredDriver: RemoteSourceDriver {
    private let base = GiteaDriver()
    var alterManifest: @Sendable (inout DriverManifest) -> Void = { _ in }
    var alterRequest: @Sendable (inout ForgeRequest) -> Void = { _ in }
    var alterResponse: @Sendable (inout ForgeResponse) -> Void = { _ in }
    var alterError: @Sendable (DriverError) -> DriverError = { $0 }
    var alterEvent: @Sendable (inout RemoteEvent) -> Void = { _ in }
    /// What a delivery is that can't be read, or that nobody wants.
    var unreadEvent: RemoteEvent?
    var alterLink: @Sendable (LinkTarget, String) -> String = { $1 }

    var manifest: DriverManifest {
        var manifest = base.manifest
        alterManifest(&manifest)
        return manifest
    }

    private func altered<Output>(_ call: Call<Output>) -> Call<Output> {
        var request = call.request
        alterRequest(&request)
        let (alterResponse, alterError) = (alterResponse, alterError)
        return Call(request) { response throws(DriverError) in
            var response = response
            alterResponse(&response)
            do throws(DriverError) {
                switch try await call.read(response) {
                case .done(let output): return .done(output)
                case .next(let next): return .next(altered(next))
                }
            } catch {
                throw alterError(error)
            }
        }
    }

    func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
        altered(try await base.currentUser(credential: credential))
    }

    func createToken(name: String, for user: RemoteUser) async throws(DriverError) -> Call<Void> {
        altered(try await base.createToken(name: name, for: user))
    }

    func exchangeCode(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        altered(try await base.exchangeCode(clientID: clientID, redirectURI: redirectURI))
    }

    func refreshTokens(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        altered(try await base.refreshTokens(clientID: clientID, redirectURI: redirectURI))
    }

    func repositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        altered(try await base.repositories(page: page))
    }

    func repository(path: RepositoryPath) async throws(DriverError) -> Call<RemoteRepository> {
        altered(try await base.repository(path: path))
    }

    func repository(id: String) async throws(DriverError) -> Call<RemoteRepository> {
        altered(try await base.repository(id: id))
    }

    func ref(_ name: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteRef> {
        altered(try await base.ref(name, in: repository))
    }

    func branches(in repository: RepositoryPath, page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRef>> {
        altered(try await base.branches(in: repository, page: page))
    }

    func tags(in repository: RepositoryPath, page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRef>> {
        altered(try await base.tags(in: repository, page: page))
    }

    func commit(_ sha: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteCommit> {
        altered(try await base.commit(sha, in: repository))
    }

    func file(_ path: String, at ref: String, in repository: RepositoryPath) async throws(DriverError) -> Call<[UInt8]>
    {
        altered(try await base.file(path, at: ref, in: repository))
    }

    func deployKeys(in repository: RepositoryPath, page: PageToken?) async throws(DriverError) -> Call<Page<DeployKey>>
    {
        altered(try await base.deployKeys(in: repository, page: page))
    }

    func createDeployKey(
        _ key: NewDeployKey, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<DeployKey> {
        altered(try await base.createDeployKey(key, in: repository))
    }

    func deleteDeployKey(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        altered(try await base.deleteDeployKey(id: id, in: repository))
    }

    func webhooks(in repository: RepositoryPath, page: PageToken?) async throws(DriverError) -> Call<Page<Webhook>> {
        altered(try await base.webhooks(in: repository, page: page))
    }

    func createWebhook(url: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Webhook> {
        altered(try await base.createWebhook(url: url, in: repository))
    }

    func deleteWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        altered(try await base.deleteWebhook(id: id, in: repository))
    }

    func testWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        altered(try await base.testWebhook(id: id, in: repository))
    }

    func event(from delivery: WebhookDelivery) async throws(DriverError) -> RemoteEvent {
        do throws(DriverError) {
            var event = try await base.event(from: delivery)
            alterEvent(&event)
            return event
        } catch {
            guard let unreadEvent else { throw alterError(error) }
            return unreadEvent
        }
    }

    func createCommitStatus(
        _ status: CommitStatus, for sha: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<Void> {
        altered(try await base.createCommitStatus(status, for: sha, in: repository))
    }

    func link(to target: LinkTarget, webURL: String) -> String? {
        base.link(to: target, webURL: webURL).map { alterLink(target, $0) }
    }
}
