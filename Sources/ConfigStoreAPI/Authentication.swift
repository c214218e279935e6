public import Foundation

/// The headers in which it is asked whose token or session something is. Exactly one of the two is given.
///
/// Headers, because every request of somebody asks: bodies would be written and read as JSON for each.
public enum AuthenticationHeader {
    /// The user token as it was sent.
    public static let token = "Sallyport-User-Token"
    /// The id of a session whose signature the gateway has checked.
    public static let sessionID = "Sallyport-Session-ID"
}

/// Names a session to end.
public struct RevokeSessionRequest: Codable, Sendable, Hashable {
    /// The session's id.
    public var sessionID: String

    enum CodingKeys: String, CodingKey {
        case sessionID = "session_id"
    }

    public init(sessionID: String) {
        self.sessionID = sessionID
    }
}

/// What creating a session takes.
public struct CreateSessionRequest: Codable, Sendable, Hashable {
    /// How long it lasts, in seconds: 60–2,592,000.
    public var lifetimeSeconds: Int

    enum CodingKeys: String, CodingKey {
        case lifetimeSeconds = "lifetime_seconds"
    }

    public init(lifetimeSeconds: Int) {
        self.lifetimeSeconds = lifetimeSeconds
    }
}

/// A session.
public struct Session: Codable, Sendable, Hashable {
    public var id: String
    public var userID: String
    public var expiresAt: Date

    enum CodingKeys: String, CodingKey {
        case id
        case userID = "user_id"
        case expiresAt = "expires_at"
    }

    public init(id: String, userID: String, expiresAt: Date) {
        self.id = id
        self.userID = userID
        self.expiresAt = expiresAt
    }
}

/// Takes an OAuth2 state out of use: the second one that asks for the same `id` is refused with `stateAlreadyUsed` (409).
public struct ConsumeOAuth2StateRequest: Codable, Sendable, Hashable {
    /// The state's random id, 16–64 letters, digits, `-` and `_`.
    public var id: String
    /// When the state can't be used any more and its id may be forgotten.
    public var expiresAt: Date

    enum CodingKeys: String, CodingKey {
        case id
        case expiresAt = "expires_at"
    }

    public init(id: String, expiresAt: Date) {
        self.id = id
        self.expiresAt = expiresAt
    }
}
