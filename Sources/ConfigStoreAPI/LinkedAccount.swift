public import Foundation

/// A user's account at a forge: everything but its tokens.
public struct LinkedAccount: Codable, Sendable, Hashable {
    public var id: String
    public var userID: String
    public var remoteSourceID: String
    public var remoteUserID: String
    public var remoteUserName: String
    public var remoteUserAvatarURL: String
    /// When the OAuth2 access token expires; nil when it does not, or the account has a personal token.
    public var accessTokenExpiresAt: Date?
    /// Whether the forge refused to refresh: the person has to sign in through it once more.
    public var needsLogin: Bool
    public var creationTime: Date
    public var updateTime: Date
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, revision
        case userID = "user_id"
        case remoteSourceID = "remote_source_id"
        case remoteUserID = "remote_user_id"
        case remoteUserName = "remote_user_name"
        case remoteUserAvatarURL = "remote_user_avatar_url"
        case accessTokenExpiresAt = "access_token_expires_at"
        case needsLogin = "needs_login"
        case creationTime = "creation_time"
        case updateTime = "update_time"
    }

    public init(
        id: String, userID: String, remoteSourceID: String, remoteUserID: String, remoteUserName: String,
        remoteUserAvatarURL: String, accessTokenExpiresAt: Date?, needsLogin: Bool, creationTime: Date,
        updateTime: Date, revision: Int
    ) {
        self.id = id
        self.userID = userID
        self.remoteSourceID = remoteSourceID
        self.remoteUserID = remoteUserID
        self.remoteUserName = remoteUserName
        self.remoteUserAvatarURL = remoteUserAvatarURL
        self.accessTokenExpiresAt = accessTokenExpiresAt
        self.needsLogin = needsLogin
        self.creationTime = creationTime
        self.updateTime = updateTime
        self.revision = revision
    }
}

/// What linking an account takes.
public struct CreateLinkedAccountRequest: Codable, Sendable, Hashable {
    /// A remote source's name or id.
    public var remoteSourceRef: String?
    public var remoteUserID: String?
    public var remoteUserName: String?
    public var remoteUserAvatarURL: String?
    public var credentials: LinkedAccountCredentials?

    enum CodingKeys: String, CodingKey {
        case remoteSourceRef = "remote_source_name"
        case remoteUserID = "remote_user_id"
        case remoteUserName = "remote_user_name"
        case remoteUserAvatarURL = "remote_user_avatar_url"
        case credentials
    }

    public init(
        remoteSourceRef: String?, remoteUserID: String?, remoteUserName: String?, remoteUserAvatarURL: String? = nil,
        credentials: LinkedAccountCredentials? = nil
    ) {
        self.remoteSourceRef = remoteSourceRef
        self.remoteUserID = remoteUserID
        self.remoteUserName = remoteUserName
        self.remoteUserAvatarURL = remoteUserAvatarURL
        self.credentials = credentials
    }
}

/// What changing a linked account takes: a field that is left out stays as it is.
public struct UpdateLinkedAccountRequest: Codable, Sendable, Hashable {
    public var remoteUserName: String?
    public var remoteUserAvatarURL: String?
    public var credentials: LinkedAccountCredentials?
    public var needsLogin: Bool?
    /// When given, the change is refused with `changedMeanwhile` (409) unless this is the stored revision.
    public var ifRevision: Int?

    enum CodingKeys: String, CodingKey {
        case credentials
        case remoteUserName = "remote_user_name"
        case remoteUserAvatarURL = "remote_user_avatar_url"
        case needsLogin = "needs_login"
        case ifRevision = "if_revision"
    }

    public init(
        remoteUserName: String? = nil, remoteUserAvatarURL: String? = nil,
        credentials: LinkedAccountCredentials? = nil, needsLogin: Bool? = nil, ifRevision: Int? = nil
    ) {
        self.remoteUserName = remoteUserName
        self.remoteUserAvatarURL = remoteUserAvatarURL
        self.credentials = credentials
        self.needsLogin = needsLogin
        self.ifRevision = ifRevision
    }
}

/// The tokens of a linked account: for the gateway alone.
public struct LinkedAccountCredentials: Codable, Sendable, Hashable {
    /// The personal token (`password` sources) or the OAuth2 access token. Never empty.
    public var accessToken: String
    /// Empty when the forge gives none.
    public var refreshToken: String
    /// When the access token expires; nil when it does not.
    public var expiresAt: Date?
    /// The linked account's revision that these belong to; 0 in requests.
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case revision
        case accessToken = "access_token"
        case refreshToken = "refresh_token"
        case expiresAt = "expires_at"
    }

    public init(accessToken: String, refreshToken: String = "", expiresAt: Date? = nil, revision: Int = 0) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.expiresAt = expiresAt
        self.revision = revision
    }
}

/// Asks to be the only one that refreshes a linked account's tokens for a while.
public struct RefreshLeaseRequest: Codable, Sendable, Hashable {
    /// Who asks: a random text for each attempt.
    public var holder: String
    /// The revision whose tokens are to be refreshed; another stored one is `changedMeanwhile` (409).
    public var revision: Int

    public init(holder: String, revision: Int) {
        self.holder = holder
        self.revision = revision
    }
}
