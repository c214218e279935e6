/// The tokens of a linked account, as a forge's token endpoint gave them.
public struct RemoteTokens: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access token.
    public var accessToken: String
    /// The refresh token; nil when the forge gave none: after a refresh, the one before stays in use.
    public var refreshToken: String?
    /// When the access token expires, in seconds since 1970; nil when the forge didn't say.
    public var expiresAt: Double?

    /// Creates tokens.
    ///
    /// - Parameters:
    ///   - accessToken: The access token.
    ///   - refreshToken: The refresh token.
    ///   - expiresAt: When the access token expires, in seconds since 1970.
    public init(accessToken: String, refreshToken: String?, expiresAt: Double?) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.expiresAt = expiresAt
    }

    /// Nothing of the tokens.
    public var description: String { "RemoteTokens(<secret>)" }

    /// Nothing of the tokens.
    public var debugDescription: String { description }

    /// Shows nothing of the tokens.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Who signed in with a password, and the personal token that was made for them.
public struct RemoteSignIn: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Who it is.
    public var user: RemoteUser
    /// The personal token.
    public var accessToken: String

    /// Creates a sign-in.
    ///
    /// - Parameters:
    ///   - user: Who it is.
    ///   - accessToken: The personal token.
    public init(user: RemoteUser, accessToken: String) {
        self.user = user
        self.accessToken = accessToken
    }

    /// The user, nothing of the token.
    public var description: String { "RemoteSignIn(\(user), <secret>)" }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Shows the user only.
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}
