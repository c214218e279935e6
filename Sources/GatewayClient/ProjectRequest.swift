/// What creating a project takes. In a change, what is nil stays as it is.
public struct ProjectRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// The path or id of the group that holds it: the caller's root group when it is left out. In a change, another one
    /// moves it.
    public var parentRef: String?
    /// `public` or `private`.
    public var visibility: String?
    /// `remotesource`, also when it is left out, or `manual`. In a change, another one empties the former one's fields.
    public var remoteRepositoryConfigType: String?
    /// `remotesource` needs this and `repositoryPath`; the caller has a linked account there, or a connection is named.
    public var remoteSourceName: String?
    /// A connection of the organization that owns the project, by name or id: then the remote source is the connection's.
    public var connection: String?
    /// Such as `owner/name`.
    public var repositoryPath: String?
    /// `manual` needs this: an ssh URL with a private key, or an https one with a user and a password.
    public var cloneURL: String?
    public var cloneUser: String?
    public var clonePassword: String?
    /// PEM.
    public var sshPrivateKey: String?
    /// Lines as in `known_hosts`.
    public var sshHostKey: String?
    /// Whether the host key is not checked.
    public var skipSSHHostKeyCheck: Bool?
    public var defaultBranch: String?
    /// Whether pull requests from forks get the variables too.
    public var passVarsToForkedPR: Bool?
    /// Whether members of the organization may act on runs; not for a user's projects.
    public var membersCanPerformRunActions: Bool?
    /// How often somebody looks for changes: 30 to 86,400 seconds, or 0 for what is usual: a minute for `manual`, and the
    /// gateway's own pace for `remotesource`.
    public var pollIntervalSeconds: Int?

    enum CodingKeys: String, CodingKey {
        case name, visibility, connection
        case parentRef = "parent_ref"
        case remoteRepositoryConfigType = "remote_repository_config_type"
        case remoteSourceName = "remote_source_name"
        case repositoryPath = "repo_path"
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
    }

    /// Creates a request for a repository that is known through the caller's account at a remote source, or for a change
    /// that has nothing to do with the repository; the other fields are set one by one.
    public init(
        name: String? = nil, parentRef: String? = nil, visibility: String? = nil, remoteSourceName: String? = nil,
        repositoryPath: String? = nil
    ) {
        self.name = name
        self.parentRef = parentRef
        self.visibility = visibility
        self.remoteSourceName = remoteSourceName
        self.repositoryPath = repositoryPath
    }
}
