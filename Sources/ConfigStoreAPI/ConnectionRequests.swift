public import Foundation

/// What creating a connection takes; missing fields are the ones that validation reports.
public struct CreateConnectionRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// A remote source's name or id.
    public var remoteSourceRef: String?
    /// `token` or `app`.
    public var type: String?
    /// `token` needs this.
    public var accessToken: String?
    /// `app` needs these three.
    public var appID: String?
    public var installationAccount: String?
    /// PEM.
    public var appPrivateKey: String?
    public var remoteUserID: String?
    public var remoteUserName: String?
    public var expiresAt: Date?

    enum CodingKeys: String, CodingKey {
        case name, type
        case remoteSourceRef = "remote_source_name"
        case accessToken = "access_token"
        case appID = "app_id"
        case installationAccount = "installation_account"
        case appPrivateKey = "app_private_key"
        case remoteUserID = "remote_user_id"
        case remoteUserName = "remote_user_name"
        case expiresAt = "expires_at"
    }

    public init(
        name: String? = nil, remoteSourceRef: String? = nil, type: String? = nil, accessToken: String? = nil,
        appID: String? = nil, installationAccount: String? = nil, appPrivateKey: String? = nil,
        remoteUserID: String? = nil, remoteUserName: String? = nil, expiresAt: Date? = nil
    ) {
        self.name = name
        self.remoteSourceRef = remoteSourceRef
        self.type = type
        self.accessToken = accessToken
        self.appID = appID
        self.installationAccount = installationAccount
        self.appPrivateKey = appPrivateKey
        self.remoteUserID = remoteUserID
        self.remoteUserName = remoteUserName
        self.expiresAt = expiresAt
    }
}

/// What changing a connection takes: a field that is left out stays as it is, but a new token or key expires when the same
/// request says so, or not at all. Remote source and type stay what they are.
public struct UpdateConnectionRequest: Codable, Sendable, Hashable {
    public var name: String?
    public var accessToken: String?
    public var appID: String?
    public var installationAccount: String?
    public var appPrivateKey: String?
    public var remoteUserID: String?
    public var remoteUserName: String?
    public var expiresAt: Date?
    public var needsToken: Bool?
    /// When given, the change is refused with `changedMeanwhile` (409) unless this is the stored revision.
    public var ifRevision: Int?

    enum CodingKeys: String, CodingKey {
        case name
        case accessToken = "access_token"
        case appID = "app_id"
        case installationAccount = "installation_account"
        case appPrivateKey = "app_private_key"
        case remoteUserID = "remote_user_id"
        case remoteUserName = "remote_user_name"
        case expiresAt = "expires_at"
        case needsToken = "needs_token"
        case ifRevision = "if_revision"
    }

    public init(
        name: String? = nil, accessToken: String? = nil, appID: String? = nil, installationAccount: String? = nil,
        appPrivateKey: String? = nil, remoteUserID: String? = nil, remoteUserName: String? = nil,
        expiresAt: Date? = nil, needsToken: Bool? = nil, ifRevision: Int? = nil
    ) {
        self.name = name
        self.accessToken = accessToken
        self.appID = appID
        self.installationAccount = installationAccount
        self.appPrivateKey = appPrivateKey
        self.remoteUserID = remoteUserID
        self.remoteUserName = remoteUserName
        self.expiresAt = expiresAt
        self.needsToken = needsToken
        self.ifRevision = ifRevision
    }
}
