public import Foundation

/// What somebody brings to show who they are, as the one header in which it is asked whose it is.
///
/// A header, because every request of somebody asks: a body would be written and read as JSON for each.
public enum Credential: Sendable, Hashable {
    /// A user token as it was sent.
    case token(String)
    /// The id of a session whose signature the gateway has checked.
    case session(String)

    public static let headerName = "Sallyport-Credential"

    /// `token …` or `session …`; nil when it holds what no header and no credential can have.
    public var headerValue: String? {
        let (word, secret) =
            switch self {
            case .token(let token): ("token ", token)
            case .session(let id): ("session ", id)
            }
        return Self.isSecret(secret.utf8) ? word + secret : nil
    }

    /// Reads a header's value; nil when it is none.
    public init?(headerValue: String) {
        let word = headerValue.prefix { $0 != " " }
        let secret = headerValue.dropFirst(word.count + 1)
        guard Self.isSecret(secret.utf8) else { return nil }
        switch word {
        case "token": self = .token(String(secret))
        case "session": self = .session(String(secret))
        default: return nil
        }
    }

    private static func isSecret(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.count <= 256 && bytes.allSatisfy { (33...126).contains($0) }
    }
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
