/// A driver for one kind of forge.
///
/// Every operation describes requests and reads responses; it does no I/O, keeps nothing between calls and may be
/// called from many tasks at once. An operation that the manifest's capabilities don't cover keeps its default, which
/// throws `notSupported`; the host never calls it.
///
/// A driver of the config type `manual` has no forge: the host answers with what git says of the one repository that it has
/// the clone URL of. The paths that operations take are only what that is called.
public protocol RemoteSourceDriver: Sendable {
    /// What the driver is and can do. Constant for the life of the driver.
    var manifest: DriverManifest { get }

    /// Where the parts of the forge are whose URL a remote source has; all at that URL unless a driver says otherwise.
    /// The host takes no other scheme, port or host than the URL's, with or without a leading `api.` or `www.`.
    func endpoints(of url: String) throws(DriverError) -> ForgeEndpoints

    // userInfo
    /// Who the credential belongs to. `credential` is the slot to use: `basic` before there is a token.
    func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser>

    // passwordLogin
    /// Makes a personal token of that name for `user` with the manifest's scopes, replacing one of the same name. The
    /// requests use the `basic` slot, and the one that creates the token extracts it as `accessToken`.
    func createToken(name: String, for user: RemoteUser) async throws(DriverError) -> Call<Void>

    // oauth2, oauth2Refresh
    /// Exchanges the code for tokens; the request names the slots `authorizationCode`, `codeVerifier` and
    /// `clientSecret`, and extracts `accessToken` and, where the forge gives one, `refreshToken`.
    func exchangeCode(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant>
    /// Exchanges the refresh token for new tokens; some forges want the redirect URI again that the code was asked for
    /// with. A refresh token that the forge no longer takes is `unauthorized`.
    func refreshTokens(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant>

    // repositories
    /// One page of the repositories that the credential can see. `page` is nil for the first one, otherwise what the
    /// page before gave as `next`.
    func repositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>>
    /// A repository by its path. A renamed one is `moved`.
    func repository(path: RepositoryPath) async throws(DriverError) -> Call<RemoteRepository>
    /// A repository by its stable id.
    func repository(id: String) async throws(DriverError) -> Call<RemoteRepository>

    // refs
    /// What one full ref, such as `refs/heads/main`, points to; an annotated tag is followed to its commit. Drivers of the
    /// config type `manual` take `HEAD` as well, the default branch: others know that from the repository.
    func ref(_ name: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteRef>
    /// One page of the branches.
    func branches(in repository: RepositoryPath, page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRef>>
    /// One page of the tags.
    func tags(in repository: RepositoryPath, page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRef>>
    /// A commit by its full sha.
    func commit(_ sha: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteCommit>

    // files
    /// The bytes of the file at `path` in a commit, branch or tag.
    func file(_ path: String, at ref: String, in repository: RepositoryPath) async throws(DriverError) -> Call<[UInt8]>

    // deployKeys
    /// One page of the deploy keys.
    func deployKeys(in repository: RepositoryPath, page: PageToken?) async throws(DriverError) -> Call<Page<DeployKey>>
    /// Adds a deploy key.
    func createDeployKey(_ key: NewDeployKey, in repository: RepositoryPath) async throws(DriverError) -> Call<
        DeployKey
    >
    /// Removes a deploy key; one that is gone already is no error.
    func deleteDeployKey(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void>

    // webhooks
    /// One page of the webhooks.
    func webhooks(in repository: RepositoryPath, page: PageToken?) async throws(DriverError) -> Call<Page<Webhook>>
    /// Adds an active webhook that sends JSON to `url`, signed with the slot `webhookSecret`.
    func createWebhook(url: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Webhook>
    /// Removes a webhook; one that is gone already is no error.
    func deleteWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void>

    // webhookTest
    /// Asks the forge to send a test delivery.
    func testWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void>

    // webhookDeliveries
    /// One page of what the forge has sent to a webhook lately, the newest first.
    func webhookDeliveries(
        of webhook: String, in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<ListedDelivery>>
    /// What was sent in an attempt whose entry in the list doesn't have it.
    func webhookDelivery(
        id: String, of webhook: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<WebhookDelivery>

    // events
    /// Reads a delivery that the host has verified, or that the forge's list has.
    func event(from delivery: WebhookDelivery) async throws(DriverError) -> RemoteEvent

    // commitStatus
    /// Reports a state for a commit.
    func createCommitStatus(
        _ status: CommitStatus, for sha: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<Void>

    // appInstallations
    /// The app's installation in an organization or in a person's account; the request uses the `appToken` slot.
    func installation(of owner: String) async throws(DriverError) -> Call<AppInstallation>
    /// Makes a token for an installation; the request uses the `appToken` slot and extracts `accessToken`.
    func createInstallationToken(id: String) async throws(DriverError) -> Call<TokenGrant>
    /// One page of the repositories that an installation's token can see.
    func installationRepositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>>

    // links
    /// The page of a thing at the forge; `webURL` is the repository's page, as the forge gives it.
    func link(to target: LinkTarget, webURL: String) -> String?
}

extension RemoteSourceDriver {
    private func unsupported(_ capability: Capability) -> DriverError {
        .notSupported("\(manifest.id) has no capability \(capability.rawValue)")
    }

    public func endpoints(of url: String) throws(DriverError) -> ForgeEndpoints {
        ForgeEndpoints(apiURL: url, webURL: url)
    }

    public func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
        throw unsupported(.userInfo)
    }

    public func createToken(name: String, for user: RemoteUser) async throws(DriverError) -> Call<Void> {
        throw unsupported(.passwordLogin)
    }

    public func exchangeCode(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        throw unsupported(.oauth2)
    }

    public func refreshTokens(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
        throw unsupported(.oauth2Refresh)
    }

    public func repositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        throw unsupported(.repositories)
    }

    public func repository(path: RepositoryPath) async throws(DriverError) -> Call<RemoteRepository> {
        throw unsupported(.repositories)
    }

    public func repository(id: String) async throws(DriverError) -> Call<RemoteRepository> {
        throw unsupported(.repositories)
    }

    public func ref(_ name: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteRef> {
        throw unsupported(.refs)
    }

    public func branches(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        throw unsupported(.refs)
    }

    public func tags(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        throw unsupported(.refs)
    }

    public func commit(_ sha: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteCommit> {
        throw unsupported(.refs)
    }

    public func file(
        _ path: String, at ref: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<[UInt8]> {
        throw unsupported(.files)
    }

    public func deployKeys(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<DeployKey>> {
        throw unsupported(.deployKeys)
    }

    public func createDeployKey(
        _ key: NewDeployKey, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<DeployKey> {
        throw unsupported(.deployKeys)
    }

    public func deleteDeployKey(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        throw unsupported(.deployKeys)
    }

    public func webhooks(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<Webhook>> {
        throw unsupported(.webhooks)
    }

    public func createWebhook(url: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Webhook> {
        throw unsupported(.webhooks)
    }

    public func deleteWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        throw unsupported(.webhooks)
    }

    public func testWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        throw unsupported(.webhooks)
    }

    public func webhookDeliveries(
        of webhook: String, in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<ListedDelivery>> {
        throw unsupported(.webhookDeliveries)
    }

    public func webhookDelivery(
        id: String, of webhook: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<WebhookDelivery> {
        throw unsupported(.webhookDeliveries)
    }

    public func event(from delivery: WebhookDelivery) async throws(DriverError) -> RemoteEvent {
        throw unsupported(.events)
    }

    public func createCommitStatus(
        _ status: CommitStatus, for sha: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<Void> {
        throw unsupported(.commitStatus)
    }

    public func installation(of owner: String) async throws(DriverError) -> Call<AppInstallation> {
        throw unsupported(.appInstallations)
    }

    public func createInstallationToken(id: String) async throws(DriverError) -> Call<TokenGrant> {
        throw unsupported(.appInstallations)
    }

    public func installationRepositories(
        page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        throw unsupported(.appInstallations)
    }

    public func link(to target: LinkTarget, webURL: String) -> String? {
        nil
    }
}
