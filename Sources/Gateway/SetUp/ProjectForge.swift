import ConfigStoreAPI
import RemoteSources
import ServiceKit

/// A project's repository at its forge, asked through the project's linked account or connection.
struct ProjectForge: Sendable {
    let forge: Forge
    let access: ForgeAccess
    let tokens: LinkedAccountTokens
    /// Where the forge has the repository now.
    private(set) var repository: RemoteRepository
    private let path: RepositoryPath

    var manifest: DriverManifest { forge.driver.manifest }

    /// Finds the repository by its id, wherever it was moved to.
    ///
    /// - Parameter lastPath: Where it was, for forges that don't know ids.
    init(
        _ forge: Forge, as access: ForgeAccess, tokens: LinkedAccountTokens, repositoryID: String, lastPath: String
    ) async throws {
        let found = try await tokens.ask(forge, as: access) { session throws(OperationError) in
            do throws(OperationError) {
                return try await session.repository(id: repositoryID)
            } catch {
                guard case .driver(.notSupported) = error, let path = try? RepositoryPath(lastPath) else { throw error }
                return try await session.repository(path: path)
            }
        }
        guard found.id == repositoryID, let path = try? RepositoryPath(found.path) else {
            throw ServiceError(.notFound, code: "notFoundAtForge", "another repository has this path now")
        }
        (self.forge, self.access, self.tokens, self.path) = (forge, access, tokens, path)
        repository = found
    }

    func has(_ capability: Capability) -> Bool { manifest.capabilities.contains(capability) }

    func deployKeys() async throws -> [DeployKey] {
        try await all(.deployKeys) { driver, page throws(DriverError) in
            try await driver.deployKeys(in: path, page: page)
        } id: {
            $0.id
        }
    }

    func createDeployKey(_ key: NewDeployKey) async throws -> DeployKey {
        try await perform(.deployKeys) { driver throws(DriverError) in try await driver.createDeployKey(key, in: path) }
    }

    func deleteDeployKey(_ id: String) async throws {
        try await perform(.deployKeys) { driver throws(DriverError) in
            try await driver.deleteDeployKey(id: id, in: path)
        }
    }

    func webhooks() async throws -> [Webhook] {
        try await all(.webhooks) { driver, page throws(DriverError) in
            try await driver.webhooks(in: path, page: page)
        } id: {
            $0.id
        }
    }

    func createWebhook(_ url: String, secret: String) async throws -> Webhook {
        try await perform(.webhooks, secrets: [.webhookSecret: secret]) { driver throws(DriverError) in
            try await driver.createWebhook(url: url, in: path)
        }
    }

    func deleteWebhook(_ id: String) async throws {
        try await perform(.webhooks) { driver throws(DriverError) in
            try await driver.deleteWebhook(id: id, in: path)
        }
    }

    func testWebhook(_ id: String) async throws {
        try await perform(.webhookTest) { driver throws(DriverError) in
            try await driver.testWebhook(id: id, in: path)
        }
    }

    /// A page of what the forge has sent to a webhook, the newest first.
    func webhookDeliveries(of webhook: String, page: PageToken?) async throws -> Page<ListedDelivery> {
        try await perform(.webhookDeliveries) { driver throws(DriverError) in
            try await driver.webhookDeliveries(of: webhook, in: path, page: page)
        }
    }

    /// What was sent in an attempt.
    func webhookDelivery(_ id: String, of webhook: String) async throws -> WebhookDelivery {
        try await perform(.webhookDeliveries) { driver throws(DriverError) in
            try await driver.webhookDelivery(id: id, of: webhook, in: path)
        }
    }

    /// The branches and tags.
    func refs() async throws -> [RemoteRef] {
        let branches = try await all(.refs) { driver, page throws(DriverError) in
            try await driver.branches(in: path, page: page)
        } id: {
            $0.name
        }
        let tags = try await all(.refs) { driver, page throws(DriverError) in
            try await driver.tags(in: path, page: page)
        } id: {
            $0.name
        }
        return branches + tags
    }

    private func perform<Output: Sendable>(
        _ capability: Capability, secrets: [SecretSlot: String] = [:],
        _ operation: (any RemoteSourceDriver) async throws(DriverError) -> Call<Output>
    ) async throws -> Output {
        try await tokens.ask(forge, as: access, secrets: secrets) { session throws(OperationError) in
            try await session.perform(capability, operation).output
        }
    }

    /// What all pages have, each once.
    private func all<Item: Sendable>(
        _ capability: Capability,
        _ operation: (any RemoteSourceDriver, PageToken?) async throws(DriverError) -> Call<Page<Item>>,
        id: (Item) -> String
    ) async throws -> [Item] {
        var (items, seen): ([Item], Set<String>) = ([], [])
        var token: PageToken?
        for _ in 0..<max(1, manifest.limits.maxPages) {
            let next = token
            let page = try await perform(capability) { driver throws(DriverError) in try await operation(driver, next) }
            items += page.items.filter { seen.insert(id($0)).inserted }
            guard let following = page.next, following != token else { return items }
            token = following
        }
        throw ServiceError(.badGateway, code: "forgeBadAnswer", "the forge's list has no end")
    }
}
