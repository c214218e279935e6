/// What a project that is gone left at its forge, and is still to be removed there.
public struct ForgeCleanup: Codable, Sendable, Hashable {
    public var id: String
    public var projectID: String
    /// Where the project was.
    public var projectPath: String
    public var remoteSourceID: String
    public var linkedAccountID: String
    /// Empty where it was a linked account.
    public var connectionID: String
    public var repositoryID: String
    public var repositoryPath: String
    /// The forge's ids; empty where none was recorded.
    public var deployKeyID: String
    public var webhookID: String
    public var webhookURL: String
    /// Whether nobody tries any more: it has to be done by hand.
    public var isAbandoned: Bool
    public var attempts: Int
    /// Why the last try failed.
    public var message: String
    /// When it is tried again, or is no longer listed when it is abandoned; RFC 3339.
    public var lookTime: String
    /// When the project went; RFC 3339.
    public var creationTime: String

    enum CodingKeys: String, CodingKey {
        case id, attempts, message
        case projectID = "project_id"
        case projectPath = "project_path"
        case remoteSourceID = "remote_source_id"
        case linkedAccountID = "linked_account_id"
        case connectionID = "connection_id"
        case repositoryID = "repository_id"
        case repositoryPath = "repository_path"
        case deployKeyID = "deploy_key_id"
        case webhookID = "webhook_id"
        case webhookURL = "webhook_url"
        case isAbandoned = "is_abandoned"
        case lookTime = "look_time"
        case creationTime = "creation_time"
    }
}
