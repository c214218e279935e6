/// What creating a project takes; missing fields are the ones that validation reports.
public struct CreateProjectRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// The path or id of the group that holds it.
    public var parentRef: String?
    /// `public` or `private`.
    public var visibility: String?
    /// `remotesource` or `manual`.
    public var remoteRepositoryConfigType: String?
    /// `remotesource` needs this, one of the next two, and the two after them.
    public var remoteSourceID: String?
    public var linkedAccountID: String?
    /// A connection of the organization that owns the project. In a change, the one takes the place of the other.
    public var connectionID: String?
    public var repositoryID: String?
    public var repositoryPath: String?
    /// `manual` needs this, and a private key for an ssh URL, a user and a password for an https one.
    public var cloneURL: String?
    public var cloneUser: String?
    public var clonePassword: String?
    /// PEM. A project of a remote source may have one too: its deploy key.
    public var sshPrivateKey: String?
    /// A manual project with an ssh URL needs host keys, or has to skip their check.
    public var sshHostKey: String?
    public var skipSSHHostKeyCheck: Bool?
    public var defaultBranch: String?
    public var passVarsToForkedPR: Bool?
    public var membersCanPerformRunActions: Bool?
    /// How often somebody looks for changes: 30 to 86,400 seconds, or 0 for what is usual.
    public var pollIntervalSeconds: Int?
    /// What the private key's other half is, for `remotesource`.
    public var deployPublicKey: String?
    /// Where the forge is to deliver to, for `remotesource`.
    public var webhookURL: String?
    /// Who sets the project up at the forge: gets the lease of the set-up with the creation.
    public var setUpHolder: String?

    enum CodingKeys: String, CodingKey {
        case name, visibility
        case parentRef = "parent_ref"
        case remoteRepositoryConfigType = "remote_repository_config_type"
        case remoteSourceID = "remote_source_id"
        case linkedAccountID = "linked_account_id"
        case connectionID = "connection_id"
        case repositoryID = "repository_id"
        case repositoryPath = "repository_path"
        case cloneURL = "clone_url"
        case cloneUser = "clone_user"
        case clonePassword = "clone_password"
        case sshPrivateKey = "ssh_private_key"
        case sshHostKey = "ssh_host_key"
        case skipSSHHostKeyCheck = "skip_ssh_host_key_check"
        case defaultBranch = "default_branch"
        case passVarsToForkedPR = "pass_vars_to_forked_pr"
        case membersCanPerformRunActions = "members_can_perform_run_actions"
        case pollIntervalSeconds = "poll_interval_seconds"
        case deployPublicKey = "deploy_public_key"
        case webhookURL = "webhook_url"
        case setUpHolder = "set_up_holder"
    }

    public init(
        name: String? = nil, parentRef: String? = nil, visibility: String? = nil,
        remoteRepositoryConfigType: String? = nil, remoteSourceID: String? = nil, linkedAccountID: String? = nil,
        connectionID: String? = nil, repositoryID: String? = nil, repositoryPath: String? = nil,
        cloneURL: String? = nil, cloneUser: String? = nil, clonePassword: String? = nil, sshPrivateKey: String? = nil,
        sshHostKey: String? = nil,
        skipSSHHostKeyCheck: Bool? = nil, defaultBranch: String? = nil, passVarsToForkedPR: Bool? = nil,
        membersCanPerformRunActions: Bool? = nil, pollIntervalSeconds: Int? = nil, deployPublicKey: String? = nil,
        webhookURL: String? = nil,
        setUpHolder: String? = nil
    ) {
        self.name = name
        self.parentRef = parentRef
        self.visibility = visibility
        self.remoteRepositoryConfigType = remoteRepositoryConfigType
        self.remoteSourceID = remoteSourceID
        self.linkedAccountID = linkedAccountID
        self.connectionID = connectionID
        self.repositoryID = repositoryID
        self.repositoryPath = repositoryPath
        self.cloneURL = cloneURL
        self.cloneUser = cloneUser
        self.clonePassword = clonePassword
        self.sshPrivateKey = sshPrivateKey
        self.sshHostKey = sshHostKey
        self.skipSSHHostKeyCheck = skipSSHHostKeyCheck
        self.defaultBranch = defaultBranch
        self.passVarsToForkedPR = passVarsToForkedPR
        self.membersCanPerformRunActions = membersCanPerformRunActions
        self.pollIntervalSeconds = pollIntervalSeconds
        self.deployPublicKey = deployPublicKey
        self.webhookURL = webhookURL
        self.setUpHolder = setUpHolder
    }
}

/// What changing a project takes: a field that is left out stays as it is; another `parent_ref` moves it. With another
/// `remote_repository_config_type` the fields of the former one are emptied.
public typealias UpdateProjectRequest = CreateProjectRequest
