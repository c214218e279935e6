/// A project: everything but its secrets.
public struct Project: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// Such as `org/acme/backend/api`.
    public var path: String
    /// The path of the group that holds it.
    public var parentPath: String
    /// `public` or `private`.
    public var visibility: String
    /// `private` when the project, a group that holds it or the owning organization is.
    public var globalVisibility: String
    /// `remotesource` or `manual`.
    public var remoteRepositoryConfigType: String
    /// Empty unless the type is `remotesource`, as the next four.
    public var remoteSourceID: String
    public var linkedAccountID: String
    /// The connection of the organization, in the place of a linked account; otherwise empty.
    public var connectionID: String
    /// The forge's id of the repository, which a rename leaves as it is.
    public var repositoryID: String
    public var repositoryPath: String
    /// Empty unless the type is `manual`.
    public var cloneURL: String
    /// Who clones over https.
    public var cloneUser: String
    /// Lines as in `known_hosts`.
    public var sshHostKey: String
    /// Whether the host key is not checked.
    public var skipSSHHostKeyCheck: Bool
    /// Tells whether the key changed; empty when there is none.
    public var sshPrivateKeyFingerprint: String
    /// Tells whether the password changed; empty when there is none.
    public var clonePasswordFingerprint: String
    public var defaultBranch: String
    /// Whether pull requests from forks get the variables too.
    public var passVarsToForkedPR: Bool
    /// Whether members of the organization may act on runs.
    public var membersCanPerformRunActions: Bool
    /// After how many seconds somebody looks for changes again; 0 for the gateway's own pace.
    public var pollIntervalSeconds: Int
    /// How far it is set up at its forge.
    public var setUp: ProjectSetUp

    enum CodingKeys: String, CodingKey {
        case id, name, path, visibility
        case parentPath = "parent_path"
        case globalVisibility = "global_visibility"
        case remoteRepositoryConfigType = "remote_repository_config_type"
        case remoteSourceID = "remote_source_id"
        case linkedAccountID = "linked_account_id"
        case connectionID = "connection_id"
        case repositoryID = "repository_id"
        case repositoryPath = "repository_path"
        case cloneURL = "clone_url"
        case cloneUser = "clone_user"
        case sshHostKey = "ssh_host_key"
        case skipSSHHostKeyCheck = "skip_ssh_host_key_check"
        case sshPrivateKeyFingerprint = "ssh_private_key_fingerprint"
        case clonePasswordFingerprint = "clone_password_fingerprint"
        case defaultBranch = "default_branch"
        case passVarsToForkedPR = "pass_vars_to_forked_pr"
        case membersCanPerformRunActions = "members_can_perform_run_actions"
        case pollIntervalSeconds = "poll_interval_seconds"
        case setUp = "set_up"
    }
}
