/// A user.
public struct User: Codable, Sendable, Hashable {
    public var id: String
    /// The user's name, 1–40 characters.
    public var name: String
    /// The names of the user's API tokens; nil when they are not the caller's to see.
    public var tokenNames: [String]?
    /// The user's accounts at forges; nil when they are not the caller's to see.
    public var linkedAccounts: [LinkedAccount]?

    enum CodingKeys: String, CodingKey {
        case id
        case name = "username"
        case tokenNames = "tokens"
        case linkedAccounts = "linked_accounts"
    }
}

/// A user's account at a forge.
public struct LinkedAccount: Codable, Sendable, Hashable {
    public var id: String
    public var remoteSourceID: String
    public var remoteUserID: String
    public var remoteUserName: String
    /// Empty when the forge has none.
    public var remoteUserAvatarURL: String
    /// Whether the forge refused to refresh its tokens: the user has to log in through it again.
    public var needsLogin: Bool

    enum CodingKeys: String, CodingKey {
        case id
        case remoteSourceID = "remote_source_id"
        case remoteUserID = "remote_user_id"
        case remoteUserName = "remote_user_name"
        case remoteUserAvatarURL = "remote_user_avatar_url"
        case needsLogin = "needs_login"
    }
}

/// A repository that a linked account can see at its forge.
public struct RemoteRepository: Codable, Sendable, Hashable {
    /// The forge's id, which a rename leaves as it is.
    public var id: String
    /// Such as `owner/name`.
    public var path: String
}
