/// Asks to be the only one that works on a project's set-up for a while.
public struct SetUpLeaseRequest: Codable, Sendable, Hashable {
    /// Who asks: a random text for each attempt. Every change of the set-up has to name it.
    public var holder: String

    public init(holder: String) {
        self.holder = holder
    }
}

/// What changing a project's set-up takes: a field that is left out stays as it is.
public struct UpdateProjectSetUpRequest: Codable, Sendable, Hashable {
    /// What happens to the secrets.
    public enum Rotation: String, Codable, Sendable, Hashable, CaseIterable {
        /// Makes a new webhook secret, and keeps the request's key as the next one.
        case begin
        /// The forge has both: the next key is the project's, and the ones before end after a while.
        case finish
        /// The ones before are not taken any more.
        case drop
    }

    /// Who holds the lease; another one is `setUpInProgress` (409).
    public var holder: String
    /// `settingUp`, `ready` or `failed`.
    public var state: String?
    public var message: String?
    public var deployKeyID: String?
    public var webhookID: String?
    public var webhookURL: String?
    public var attempts: Int?
    /// Where the forge has the repository now.
    public var repositoryPath: String?
    public var defaultBranch: String?
    /// `begin`, `finish` or `drop`.
    public var rotation: String?
    /// The next key, with `begin`.
    public var sshPrivateKey: String?
    public var deployPublicKey: String?
    /// Ends the lease; after so many seconds somebody looks again. Without it the lease is extended.
    public var lookAfterSeconds: Int?

    enum CodingKeys: String, CodingKey {
        case holder, state, message, rotation, attempts
        case deployKeyID = "deploy_key_id"
        case webhookID = "webhook_id"
        case webhookURL = "webhook_url"
        case repositoryPath = "repository_path"
        case defaultBranch = "default_branch"
        case sshPrivateKey = "ssh_private_key"
        case deployPublicKey = "deploy_public_key"
        case lookAfterSeconds = "look_after_seconds"
    }

    public init(
        holder: String, state: ProjectSetUp.State? = nil, message: String? = nil, deployKeyID: String? = nil,
        webhookID: String? = nil, webhookURL: String? = nil, attempts: Int? = nil, repositoryPath: String? = nil,
        defaultBranch: String? = nil, rotation: Rotation? = nil, sshPrivateKey: String? = nil,
        deployPublicKey: String? = nil, lookAfterSeconds: Int? = nil
    ) {
        self.holder = holder
        self.state = state?.rawValue
        self.message = message
        self.deployKeyID = deployKeyID
        self.webhookID = webhookID
        self.webhookURL = webhookURL
        self.attempts = attempts
        self.repositoryPath = repositoryPath
        self.defaultBranch = defaultBranch
        self.rotation = rotation?.rawValue
        self.sshPrivateKey = sshPrivateKey
        self.deployPublicKey = deployPublicKey
        self.lookAfterSeconds = lookAfterSeconds
    }
}
