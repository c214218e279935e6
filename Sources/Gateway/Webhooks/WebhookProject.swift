import ConfigStoreAPI
import RemoteSources

/// What has to be known of a project to look at its deliveries. Its secrets are in no description.
struct WebhookProject: Sendable, CustomStringConvertible {
    let id: String
    let path: String
    let remoteSourceID: String
    /// The repository's id at the forge.
    let repositoryID: String
    /// The type of the remote source's driver.
    let driverType: String
    /// Those that sign its deliveries.
    let secrets: WebhookSecrets

    init(_ project: Project, source: RemoteSource, credentials: ProjectCredentials) {
        id = project.id
        path = project.path
        remoteSourceID = source.id
        repositoryID = project.repository.repositoryID
        driverType = source.type
        secrets = WebhookSecrets(
            [credentials.webhookSecret, credentials.previousWebhookSecret].filter { !$0.isEmpty })
    }

    var description: String { "the project \(id)" }
}
