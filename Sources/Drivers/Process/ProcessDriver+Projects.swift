package import RemoteSources
import Validation

/// What a project needs at its forge: keys, webhooks and their deliveries, and an app's installations.
extension ProcessDriver {
    package func deployKeys(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<DeployKey>> {
        try await call(
            "deployKeys", ["repository": text(repository), "page": text(page)],
            ValueMessage.page(of: ValueMessage.deployKey))
    }

    package func createDeployKey(
        _ key: NewDeployKey, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<DeployKey> {
        try await call(
            "createDeployKey",
            [
                "title": .string(key.title), "publicKey": .string(key.publicKey), "isReadOnly": .bool(key.isReadOnly),
                "repository": text(repository),
            ], ValueMessage.deployKey)
    }

    package func deleteDeployKey(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        try await call(
            "deleteDeployKey", ["id": .string(id), "repository": text(repository)], ValueMessage.nothing)
    }

    package func webhooks(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<Webhook>> {
        try await call(
            "webhooks", ["repository": text(repository), "page": text(page)],
            ValueMessage.page(of: ValueMessage.webhook))
    }

    package func createWebhook(url: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Webhook> {
        try await call("createWebhook", ["url": .string(url), "repository": text(repository)], ValueMessage.webhook)
    }

    package func deleteWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        try await call("deleteWebhook", ["id": .string(id), "repository": text(repository)], ValueMessage.nothing)
    }

    package func testWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        try await call("testWebhook", ["id": .string(id), "repository": text(repository)], ValueMessage.nothing)
    }

    package func webhookDeliveries(
        of webhook: String, in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<ListedDelivery>> {
        try await call(
            "webhookDeliveries", ["webhook": .string(webhook), "repository": text(repository), "page": text(page)],
            ValueMessage.page(of: ValueMessage.listedDelivery))
    }

    package func webhookDelivery(
        id: String, of webhook: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<WebhookDelivery> {
        try await call(
            "webhookDelivery",
            ["id": .string(id), "webhook": .string(webhook), "repository": text(repository)], ValueMessage.delivery)
    }

    package func event(from delivery: WebhookDelivery) async throws(DriverError) -> RemoteEvent {
        let headers = Value.object(delivery.headers.mapValues(Value.string)).text
        return try await value(
            "event", #""headers":\#(headers),\#(BodyMessage.members(delivery.body))"#, EventMessage.event)
    }

    package func installation(of owner: String) async throws(DriverError) -> Call<AppInstallation> {
        try await call("installation", ["owner": .string(owner)], ValueMessage.installation)
    }

    package func createInstallationToken(id: String) async throws(DriverError) -> Call<TokenGrant> {
        try await call("createInstallationToken", ["id": .string(id)], ValueMessage.grant)
    }

    package func installationRepositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        try await call(
            "installationRepositories", ["page": text(page)], ValueMessage.page(of: ValueMessage.repository))
    }
}
