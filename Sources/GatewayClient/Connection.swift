/// An organization's own way to a forge: everything but its token or key.
public struct Connection: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    public var organizationID: String
    public var remoteSourceID: String
    /// `token` or `app`.
    public var type: String
    /// The app's id or client id at the forge; empty unless the type is `app`, as the next one.
    public var appID: String
    /// In whose account at the forge the app is installed.
    public var installationAccount: String
    /// Whose token it is; for an app, the installation's id and the account's name.
    public var remoteUserID: String
    public var remoteUserName: String
    /// Tells whether the token or key changed.
    public var secretFingerprint: String
    /// When the token or key expires, RFC 3339; nil when nobody said so.
    public var expiresAt: String?
    /// Whether the forge does not take the token or key any more.
    public var needsToken: Bool
    /// RFC 3339.
    public var creationTime: String
    /// RFC 3339.
    public var updateTime: String

    enum CodingKeys: String, CodingKey {
        case id, name, type
        case organizationID = "organization_id"
        case remoteSourceID = "remote_source_id"
        case appID = "app_id"
        case installationAccount = "installation_account"
        case remoteUserID = "remote_user_id"
        case remoteUserName = "remote_user_name"
        case secretFingerprint = "secret_fingerprint"
        case expiresAt = "expires_at"
        case needsToken = "needs_token"
        case creationTime = "creation_time"
        case updateTime = "update_time"
    }
}

/// What creating a connection takes. In a change, what is nil stays as it is, but a new token or key expires when the same
/// request says so, or not at all; remote source and type can't be changed.
public struct ConnectionRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// The remote source's name or id.
    public var remoteSourceName: String?
    /// `token` or `app`.
    public var type: String?
    /// `token` needs this.
    public var accessToken: String?
    /// `app` needs these three, and a remote source whose forge has apps.
    public var appID: String?
    public var installationAccount: String?
    /// PEM.
    public var appPrivateKey: String?
    /// RFC 3339.
    public var expiresAt: String?

    enum CodingKeys: String, CodingKey {
        case name, type
        case remoteSourceName = "remote_source_name"
        case accessToken = "access_token"
        case appID = "app_id"
        case installationAccount = "installation_account"
        case appPrivateKey = "app_private_key"
        case expiresAt = "expires_at"
    }

    /// Creates a request; the fields of an app are set one by one.
    public init(
        name: String? = nil, remoteSourceName: String? = nil, type: String? = nil, accessToken: String? = nil,
        expiresAt: String? = nil
    ) {
        self.name = name
        self.remoteSourceName = remoteSourceName
        self.type = type
        self.accessToken = accessToken
        self.expiresAt = expiresAt
    }
}
