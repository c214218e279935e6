import ConfigStoreAPI
import Foundation

/// What a project that is gone left at its forge. It refers to nothing: an account or a remote source may go before it.
struct ForgeCleanupRecord: StoredObject {
    static let kind: RecordKind = "forgecleanup"

    var projectID: String
    var projectPath: String
    var remoteSourceID: String
    var linkedAccountID: String
    var linkedAccountUserID: String
    /// The connection and its organization, where it was through one.
    var connectionID: String?
    var connectionOrganizationID: String?
    var repositoryID: String
    var repositoryPath: String
    var deployKeyID: String
    var webhookID: String
    var webhookURL: String
    var deployPublicKeys: [String]
    var isAbandoned = false
    var attempts = 0
    var message = ""
    var lookTime: Date
    var creationTime: Date

    static let listSpace = "forgecleanup.id"
    static let lookSpace = "forgecleanup.look"

    func claims(_ id: String) -> [Claim] {
        [Claim(Self.listSpace, id), Claim(Self.lookSpace, "\(Expiry.seconds(lookTime))/\(id)")]
    }

    /// - Parameters:
    ///   - path: Where the project was.
    ///   - organization: The id of the organization whose connection it used; nil when it used none.
    /// - Returns: Nil when the project has nothing at a forge.
    init?(_ project: Stored<ProjectRecord>, path: String, organization: String?, time: Date) {
        guard let setUp = project.value.setUp?.shown else { return nil }
        projectID = project.id
        projectPath = path
        remoteSourceID = project.value.remoteSourceID
        linkedAccountID = project.value.linkedAccountID
        linkedAccountUserID = project.value.linkedAccountUserID
        connectionID = project.value.connectionID
        connectionOrganizationID = organization
        repositoryID = project.value.repositoryID
        repositoryPath = project.value.repositoryPath
        deployKeyID = setUp.deployKeyID
        webhookID = setUp.webhookID
        webhookURL = setUp.webhookURL
        deployPublicKeys = [setUp.deployPublicKey, setUp.nextDeployPublicKey, setUp.previousDeployPublicKey]
            .filter { !$0.isEmpty }
        lookTime = time
        creationTime = time
    }
}

extension ForgeCleanup {
    init(_ stored: Stored<ForgeCleanupRecord>) {
        let value = stored.value
        self.init(
            id: stored.id, projectID: value.projectID, projectPath: value.projectPath,
            remoteSourceID: value.remoteSourceID, linkedAccountID: value.linkedAccountID,
            linkedAccountUserID: value.linkedAccountUserID, connectionID: value.connectionID ?? "",
            connectionOrganizationID: value.connectionOrganizationID ?? "", repositoryID: value.repositoryID,
            repositoryPath: value.repositoryPath, deployKeyID: value.deployKeyID, webhookID: value.webhookID,
            webhookURL: value.webhookURL, deployPublicKeys: value.deployPublicKeys, isAbandoned: value.isAbandoned,
            attempts: value.attempts, message: value.message, lookTime: value.lookTime,
            creationTime: value.creationTime, revision: stored.revision)
    }
}
