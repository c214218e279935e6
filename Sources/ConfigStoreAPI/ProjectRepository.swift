/// Where a project's repository is, without the secrets that reach it. Its fields are the project's own in JSON.
public struct ProjectRepository: Codable, Sendable, Hashable {
    public var configType: RemoteRepositoryConfigType
    /// Empty unless the type is `remotesource`, as the next five.
    public var remoteSourceID: String
    public var linkedAccountID: String
    /// Whose linked account it is.
    public var linkedAccountUserID: String
    /// The connection of the owning organization, in the place of a linked account; otherwise empty.
    public var connectionID: String
    /// The repository's id at the forge.
    public var repositoryID: String
    public var repositoryPath: String
    /// Empty unless the type is `manual`: an ssh or https URL.
    public var cloneURL: String
    /// Who clones over https.
    public var cloneUser: String
    /// Lines of a known-hosts file.
    public var sshHostKey: String
    public var skipSSHHostKeyCheck: Bool
    /// Keyed fingerprints, to notice a change; empty when there is no such secret.
    public var sshPrivateKeyFingerprint: String
    public var clonePasswordFingerprint: String

    enum CodingKeys: String, CodingKey {
        case configType = "remote_repository_config_type"
        case remoteSourceID = "remote_source_id"
        case linkedAccountID = "linked_account_id"
        case linkedAccountUserID = "linked_account_user_id"
        case connectionID = "connection_id"
        case repositoryID = "repository_id"
        case repositoryPath = "repository_path"
        case cloneURL = "clone_url"
        case cloneUser = "clone_user"
        case sshHostKey = "ssh_host_key"
        case skipSSHHostKeyCheck = "skip_ssh_host_key_check"
        case sshPrivateKeyFingerprint = "ssh_private_key_fingerprint"
        case clonePasswordFingerprint = "clone_password_fingerprint"
    }

    public init(
        configType: RemoteRepositoryConfigType, remoteSourceID: String, linkedAccountID: String,
        linkedAccountUserID: String, connectionID: String, repositoryID: String, repositoryPath: String,
        cloneURL: String, cloneUser: String, sshHostKey: String, skipSSHHostKeyCheck: Bool,
        sshPrivateKeyFingerprint: String, clonePasswordFingerprint: String
    ) {
        self.configType = configType
        self.remoteSourceID = remoteSourceID
        self.linkedAccountID = linkedAccountID
        self.linkedAccountUserID = linkedAccountUserID
        self.connectionID = connectionID
        self.repositoryID = repositoryID
        self.repositoryPath = repositoryPath
        self.cloneURL = cloneURL
        self.cloneUser = cloneUser
        self.sshHostKey = sshHostKey
        self.skipSSHHostKeyCheck = skipSSHHostKeyCheck
        self.sshPrivateKeyFingerprint = sshPrivateKeyFingerprint
        self.clonePasswordFingerprint = clonePasswordFingerprint
    }
}

/// The secrets of a project, for the gateway alone.
public struct ProjectCredentials: Codable, Sendable, Hashable {
    /// PEM; empty when there is none.
    public var sshPrivateKey: String
    /// Empty unless a manual project is cloned over https.
    public var clonePassword: String
    /// Made when the project is created: signs the forge's deliveries.
    public var webhookSecret: String
    /// The one before, which is taken as well until a rotation is over; empty when there is none.
    public var previousWebhookSecret: String

    enum CodingKeys: String, CodingKey {
        case sshPrivateKey = "ssh_private_key"
        case clonePassword = "clone_password"
        case webhookSecret = "webhook_secret"
        case previousWebhookSecret = "previous_webhook_secret"
    }

    public init(sshPrivateKey: String, clonePassword: String, webhookSecret: String, previousWebhookSecret: String = "")
    {
        self.sshPrivateKey = sshPrivateKey
        self.clonePassword = clonePassword
        self.webhookSecret = webhookSecret
        self.previousWebhookSecret = previousWebhookSecret
    }
}
