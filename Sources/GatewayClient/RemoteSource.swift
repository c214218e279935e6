/// A remote source as everybody sees it.
public struct RemoteSource: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// `password` or `oauth2`.
    public var authType: String
    /// Whether people can register through it.
    public var registrationEnabled: Bool
    /// Whether people can log in through it.
    public var loginEnabled: Bool

    enum CodingKeys: String, CodingKey {
        case id, name
        case authType = "auth_type"
        case registrationEnabled = "registration_enabled"
        case loginEnabled = "login_enabled"
    }
}

/// A remote source as administrators see it: everything but its secret.
public struct RemoteSourceDetails: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// The forge's root URL, without a trailing slash.
    public var apiURL: String
    /// The driver's type, such as `gitea`.
    public var type: String
    /// `password` or `oauth2`.
    public var authType: String
    /// Empty unless `authType` is `oauth2`.
    public var clientID: String
    /// A keyed fingerprint of the client secret: it changes when the secret does, and says nothing else.
    public var clientSecretFingerprint: String
    /// Whether the forge's certificate is not checked.
    public var skipVerify: Bool
    /// A line as in `known_hosts`; empty for none.
    public var sshHostKey: String
    /// Whether the forge's SSH host key is not checked.
    public var skipSSHHostKeyCheck: Bool
    /// Whether people can register through it.
    public var registrationEnabled: Bool
    /// Whether people can log in through it.
    public var loginEnabled: Bool

    enum CodingKeys: String, CodingKey {
        case id, name, type
        case apiURL = "apiurl"
        case authType = "auth_type"
        case clientID = "oauth_2_client_id"
        case clientSecretFingerprint = "oauth_2_client_secret_fingerprint"
        case skipVerify = "skip_verify"
        case sshHostKey = "ssh_host_key"
        case skipSSHHostKeyCheck = "skip_ssh_host_key_check"
        case registrationEnabled = "registration_enabled"
        case loginEnabled = "login_enabled"
    }
}

/// What creating a remote source takes. In a change, what is nil stays as it is.
public struct RemoteSourceRequest: Codable, Sendable, Hashable {
    public var name: String?
    public var apiURL: String?
    public var type: String?
    public var authType: String?
    public var clientID: String?
    public var clientSecret: String?
    public var skipVerify: Bool?
    public var sshHostKey: String?
    public var skipSSHHostKeyCheck: Bool?
    public var registrationEnabled: Bool?
    public var loginEnabled: Bool?

    enum CodingKeys: String, CodingKey {
        case name, type
        case apiURL = "apiurl"
        case authType = "auth_type"
        case clientID = "oauth_2_client_id"
        case clientSecret = "oauth_2_client_secret"
        case skipVerify = "skip_verify"
        case sshHostKey = "ssh_host_key"
        case skipSSHHostKeyCheck = "skip_ssh_host_key_check"
        case registrationEnabled = "registration_enabled"
        case loginEnabled = "login_enabled"
    }

    /// Creates a request; every field as `RemoteSourceDetails` has it.
    public init(
        name: String? = nil, apiURL: String? = nil, type: String? = nil, authType: String? = nil,
        clientID: String? = nil, clientSecret: String? = nil, skipVerify: Bool? = nil, sshHostKey: String? = nil,
        skipSSHHostKeyCheck: Bool? = nil, registrationEnabled: Bool? = nil, loginEnabled: Bool? = nil
    ) {
        self.name = name
        self.apiURL = apiURL
        self.type = type
        self.authType = authType
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.skipVerify = skipVerify
        self.sshHostKey = sshHostKey
        self.skipSSHHostKeyCheck = skipSSHHostKeyCheck
        self.registrationEnabled = registrationEnabled
        self.loginEnabled = loginEnabled
    }
}
