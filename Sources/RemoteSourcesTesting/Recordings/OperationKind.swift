import RemoteSources

/// The operations of a driver that make requests, as recordings name them.
enum OperationKind: String, Sendable, Hashable, CaseIterable {
    case currentUser, createToken, exchangeCode, refreshTokens, repositories, repositoryByPath, repositoryByID, ref
    case branches, tags, commit, file, deployKeys, createDeployKey, deleteDeployKey, webhooks, createWebhook
    case deleteWebhook, testWebhook, createCommitStatus, installation, createInstallationToken
    case installationRepositories, webhookDeliveries, webhookDelivery

    var capability: Capability {
        switch self {
        case .currentUser: .userInfo
        case .createToken: .passwordLogin
        case .exchangeCode: .oauth2
        case .refreshTokens: .oauth2Refresh
        case .repositories, .repositoryByPath, .repositoryByID: .repositories
        case .ref, .branches, .tags, .commit: .refs
        case .file: .files
        case .deployKeys, .createDeployKey, .deleteDeployKey: .deployKeys
        case .webhooks, .createWebhook, .deleteWebhook: .webhooks
        case .testWebhook: .webhookTest
        case .webhookDeliveries, .webhookDelivery: .webhookDeliveries
        case .createCommitStatus: .commitStatus
        case .installation, .createInstallationToken, .installationRepositories: .appInstallations
        }
    }

    /// Whether it gives one page of a list.
    var isList: Bool {
        switch self {
        case .repositories, .branches, .tags, .deployKeys, .webhooks, .webhookDeliveries, .installationRepositories:
            true
        default: false
        }
    }

    /// Whether a success needs no body.
    var takesEmptyAnswer: Bool {
        switch self {
        case .createToken, .deleteDeployKey, .deleteWebhook, .testWebhook, .createCommitStatus: true
        default: false
        }
    }

    /// Whether a thing that is gone already is what was asked for.
    var takesMissing: Bool { self == .deleteDeployKey || self == .deleteWebhook }

    /// Whether its answers are tokens, which the host takes out.
    var isTokenEndpoint: Bool { self == .exchangeCode || self == .refreshTokens }

    /// Asks the driver for the call, its output as JSON.
    func call(
        _ driver: any RemoteSourceDriver, _ arguments: OperationArguments
    ) async throws(DriverError) -> Call<JSONTree> {
        switch self {
        case .currentUser, .createToken, .exchangeCode, .refreshTokens:
            try await signInCall(driver, arguments)
        case .repositories, .repositoryByPath, .repositoryByID, .installation, .createInstallationToken,
            .installationRepositories:
            try await repositoryCall(driver, arguments)
        case .ref, .branches, .tags, .commit, .file:
            try await contentCall(driver, arguments)
        default:
            try await projectCall(driver, arguments)
        }
    }

    private func signInCall(
        _ driver: any RemoteSourceDriver, _ given: OperationArguments
    ) async throws(DriverError) -> Call<JSONTree> {
        switch self {
        case .currentUser: try await driver.currentUser(credential: given.credential).asJSON { $0.tree }
        case .createToken:
            try await driver.createToken(
                name: given["name"] ?? "sallyport",
                for: RemoteUser(id: given["userID"] ?? "1", loginName: given["userLogin"] ?? "alice")
            ).asJSON { _ in .members([:]) }
        case .exchangeCode:
            try await driver.exchangeCode(clientID: given.clientID, redirectURI: given.redirectURI).asJSON { $0.tree }
        default:
            try await driver.refreshTokens(clientID: given.clientID, redirectURI: given.redirectURI).asJSON { $0.tree }
        }
    }

    private func repositoryCall(
        _ driver: any RemoteSourceDriver, _ given: OperationArguments
    ) async throws(DriverError) -> Call<JSONTree> {
        switch self {
        case .repositories: try await driver.repositories(page: given.page).asPage { $0.tree }
        case .repositoryByPath:
            try await driver.repository(path: RepositoryPath(given["path"] ?? "")).asJSON { $0.tree }
        case .repositoryByID: try await driver.repository(id: given["id"] ?? "").asJSON { $0.tree }
        case .installation: try await driver.installation(of: given["owner"] ?? "").asJSON { $0.tree }
        case .createInstallationToken:
            try await driver.createInstallationToken(id: given["id"] ?? "").asJSON { $0.tree }
        default: try await driver.installationRepositories(page: given.page).asPage { $0.tree }
        }
    }

    private func contentCall(
        _ driver: any RemoteSourceDriver, _ given: OperationArguments
    ) async throws(DriverError) -> Call<JSONTree> {
        let repository = try given.repository()
        return switch self {
        case .ref: try await driver.ref(given["ref"] ?? "", in: repository).asJSON { $0.tree }
        case .branches: try await driver.branches(in: repository, page: given.page).asPage { $0.tree }
        case .tags: try await driver.tags(in: repository, page: given.page).asPage { $0.tree }
        case .commit: try await driver.commit(given["sha"] ?? "", in: repository).asJSON { $0.tree }
        default:
            try await driver.file(given["path"] ?? "", at: given["ref"] ?? "", in: repository).asJSON {
                FileContent.tree($0)
            }
        }
    }

    private func projectCall(
        _ driver: any RemoteSourceDriver, _ given: OperationArguments
    ) async throws(DriverError) -> Call<JSONTree> {
        let (repository, id) = (try given.repository(), given["id"] ?? "")
        return switch self {
        case .deployKeys: try await driver.deployKeys(in: repository, page: given.page).asPage { $0.tree }
        case .createDeployKey:
            try await driver.createDeployKey(given.deployKey, in: repository).asJSON { $0.tree }
        case .deleteDeployKey: try await driver.deleteDeployKey(id: id, in: repository).asJSON { _ in .members([:]) }
        case .webhooks: try await driver.webhooks(in: repository, page: given.page).asPage { $0.tree }
        case .createWebhook:
            try await driver.createWebhook(url: given["url"] ?? "", in: repository).asJSON { $0.tree }
        case .deleteWebhook: try await driver.deleteWebhook(id: id, in: repository).asJSON { _ in .members([:]) }
        case .testWebhook: try await driver.testWebhook(id: id, in: repository).asJSON { _ in .members([:]) }
        case .webhookDeliveries:
            try await driver.webhookDeliveries(of: given.webhook, in: repository, page: given.page).asPage { $0.tree }
        case .webhookDelivery:
            try await driver.webhookDelivery(id: id, of: given.webhook, in: repository).asJSON { $0.tree }
        default:
            try await driver.createCommitStatus(given.status, for: given["sha"] ?? "", in: repository)
                .asJSON { _ in .members([:]) }
        }
    }
}

extension Call {
    fileprivate func asJSON(_ tree: @escaping @Sendable (Output) -> JSONTree) -> Call<JSONTree> {
        map { output throws(DriverError) in tree(output) }
    }

    fileprivate func asPage<Item>(
        _ tree: @escaping @Sendable (Item) -> JSONTree
    ) -> Call<JSONTree> where Output == Page<Item> {
        map { page throws(DriverError) in
            .members(["items": .array(page.items.map(tree)), "next": .text(page.next?.rawValue)])
        }
    }
}
