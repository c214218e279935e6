public import Foundation

/// What a project that is gone left at its forge, and has to be removed there.
public struct ForgeCleanup: Codable, Sendable, Hashable {
    public var id: String
    public var projectID: String
    /// Where the project was.
    public var projectPath: String
    public var remoteSourceID: String
    /// Through whose account: both may be gone.
    public var linkedAccountID: String
    public var linkedAccountUserID: String
    /// Through which connection of which organization; empty where it was an account.
    public var connectionID: String
    public var connectionOrganizationID: String
    /// The forge's id of the repository, and its path as it was last known.
    public var repositoryID: String
    public var repositoryPath: String
    /// Empty where none was recorded.
    public var deployKeyID: String
    public var webhookID: String
    public var webhookURL: String
    /// The public keys that the project had or was to have.
    public var deployPublicKeys: [String]
    /// Whether nobody tries any more: `message` says why. It has to be done by hand.
    public var isAbandoned: Bool
    public var attempts: Int
    /// Why the last try failed; empty before.
    public var message: String
    /// When it is tried next, or forgotten.
    public var lookTime: Date
    public var creationTime: Date
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, attempts, message, revision
        case projectID = "project_id"
        case projectPath = "project_path"
        case remoteSourceID = "remote_source_id"
        case linkedAccountID = "linked_account_id"
        case linkedAccountUserID = "linked_account_user_id"
        case connectionID = "connection_id"
        case connectionOrganizationID = "connection_organization_id"
        case repositoryID = "repository_id"
        case repositoryPath = "repository_path"
        case deployKeyID = "deploy_key_id"
        case webhookID = "webhook_id"
        case webhookURL = "webhook_url"
        case deployPublicKeys = "deploy_public_keys"
        case isAbandoned = "is_abandoned"
        case lookTime = "look_time"
        case creationTime = "creation_time"
    }

    public init(
        id: String, projectID: String, projectPath: String, remoteSourceID: String, linkedAccountID: String,
        linkedAccountUserID: String, connectionID: String, connectionOrganizationID: String, repositoryID: String,
        repositoryPath: String, deployKeyID: String, webhookID: String, webhookURL: String, deployPublicKeys: [String],
        isAbandoned: Bool, attempts: Int,
        message: String, lookTime: Date, creationTime: Date, revision: Int
    ) {
        self.id = id
        self.projectID = projectID
        self.projectPath = projectPath
        self.remoteSourceID = remoteSourceID
        self.linkedAccountID = linkedAccountID
        self.linkedAccountUserID = linkedAccountUserID
        self.connectionID = connectionID
        self.connectionOrganizationID = connectionOrganizationID
        self.repositoryID = repositoryID
        self.repositoryPath = repositoryPath
        self.deployKeyID = deployKeyID
        self.webhookID = webhookID
        self.webhookURL = webhookURL
        self.deployPublicKeys = deployPublicKeys
        self.isAbandoned = isAbandoned
        self.attempts = attempts
        self.message = message
        self.lookTime = lookTime
        self.creationTime = creationTime
        self.revision = revision
    }
}

/// What came of a try to clean up: a field that is left out stays as it is.
public struct UpdateForgeCleanupRequest: Codable, Sendable, Hashable {
    /// The change is refused with `changedMeanwhile` (409) unless this is the stored revision.
    public var ifRevision: Int
    public var message: String?
    public var attempts: Int?
    public var isAbandoned: Bool?
    /// After so many seconds somebody looks again.
    public var lookAfterSeconds: Int

    enum CodingKeys: String, CodingKey {
        case message, attempts
        case ifRevision = "if_revision"
        case isAbandoned = "is_abandoned"
        case lookAfterSeconds = "look_after_seconds"
    }

    public init(
        ifRevision: Int, message: String? = nil, attempts: Int? = nil, isAbandoned: Bool? = nil, lookAfterSeconds: Int
    ) {
        self.ifRevision = ifRevision
        self.message = message
        self.attempts = attempts
        self.isAbandoned = isAbandoned
        self.lookAfterSeconds = lookAfterSeconds
    }
}
