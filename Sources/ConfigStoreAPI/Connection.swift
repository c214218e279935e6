public import Foundation

/// An organization's own way to a forge: everything but its secret.
public struct Connection: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    public var organizationID: String
    public var remoteSourceID: String
    public var type: ConnectionType
    /// The app's id or client id at the forge; empty unless the type is `app`, as the next one.
    public var appID: String
    /// The organization or person at the forge in whose account the app is installed.
    public var installationAccount: String
    /// Whose token it is at the forge; for an app, the installation's id and the account's name.
    public var remoteUserID: String
    public var remoteUserName: String
    /// A keyed fingerprint of the access token or the app's private key, to notice a change.
    public var secretFingerprint: String
    /// When the secret expires, as far as anybody said so; nil when it does not.
    public var expiresAt: Date?
    /// Whether the forge does not take the secret any more.
    public var needsToken: Bool
    public var creationTime: Date
    public var updateTime: Date
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, name, type, revision
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

    public init(
        id: String, name: String, organizationID: String, remoteSourceID: String, type: ConnectionType, appID: String,
        installationAccount: String, remoteUserID: String, remoteUserName: String, secretFingerprint: String,
        expiresAt: Date?, needsToken: Bool, creationTime: Date, updateTime: Date, revision: Int
    ) {
        self.id = id
        self.name = name
        self.organizationID = organizationID
        self.remoteSourceID = remoteSourceID
        self.type = type
        self.appID = appID
        self.installationAccount = installationAccount
        self.remoteUserID = remoteUserID
        self.remoteUserName = remoteUserName
        self.secretFingerprint = secretFingerprint
        self.expiresAt = expiresAt
        self.needsToken = needsToken
        self.creationTime = creationTime
        self.updateTime = updateTime
        self.revision = revision
    }
}

/// How a connection proves itself at the forge.
public enum ConnectionType: String, Codable, Sendable, Hashable, CaseIterable {
    /// With an access token that somebody made there.
    case token
    /// As an app that is installed there.
    case app
}

/// The secret of a connection: for the gateway alone.
public struct ConnectionCredentials: Codable, Sendable, Hashable {
    /// Empty for an app.
    public var accessToken: String
    /// PEM; empty for a token.
    public var appPrivateKey: String
    /// The connection's revision that these belong to.
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case revision
        case accessToken = "access_token"
        case appPrivateKey = "app_private_key"
    }

    public init(accessToken: String = "", appPrivateKey: String = "", revision: Int) {
        self.accessToken = accessToken
        self.appPrivateKey = appPrivateKey
        self.revision = revision
    }
}

/// A token or a key, to be compared with the stored one.
public struct ConnectionSecret: Codable, Sendable, Hashable {
    public var secret: String

    public init(secret: String) {
        self.secret = secret
    }
}
