public import Foundation

/// A remote source as the configstore answers it: everything but its secrets.
public struct RemoteSource: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// The forge's root URL, without a trailing slash.
    public var apiURL: String
    /// The driver type, such as `gitea`.
    public var type: String
    /// `password`, `oauth2`, or `token` for a source that connections alone use.
    public var authType: String
    /// The OAuth2 client id; empty unless `authType` is `oauth2`.
    public var clientID: String
    /// A keyed fingerprint of the client secret, to notice a change; empty when there is none.
    public var clientSecretFingerprint: String
    public var skipVerify: Bool
    public var sshHostKey: String
    public var skipSSHHostKeyCheck: Bool
    public var registrationEnabled: Bool
    public var loginEnabled: Bool
    public var creationTime: Date
    public var updateTime: Date
    /// Grows with every change of this record.
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, name, type, revision
        case apiURL = "apiurl"
        case authType = "auth_type"
        case clientID = "client_id"
        case clientSecretFingerprint = "client_secret_fingerprint"
        case skipVerify = "skip_verify"
        case sshHostKey = "ssh_host_key"
        case skipSSHHostKeyCheck = "skip_ssh_host_key_check"
        case registrationEnabled = "registration_enabled"
        case loginEnabled = "login_enabled"
        case creationTime = "creation_time"
        case updateTime = "update_time"
    }

    public init(
        id: String, name: String, apiURL: String, type: String, authType: String, clientID: String,
        clientSecretFingerprint: String, skipVerify: Bool, sshHostKey: String, skipSSHHostKeyCheck: Bool,
        registrationEnabled: Bool, loginEnabled: Bool, creationTime: Date, updateTime: Date, revision: Int
    ) {
        self.id = id
        self.name = name
        self.apiURL = apiURL
        self.type = type
        self.authType = authType
        self.clientID = clientID
        self.clientSecretFingerprint = clientSecretFingerprint
        self.skipVerify = skipVerify
        self.sshHostKey = sshHostKey
        self.skipSSHHostKeyCheck = skipSSHHostKeyCheck
        self.registrationEnabled = registrationEnabled
        self.loginEnabled = loginEnabled
        self.creationTime = creationTime
        self.updateTime = updateTime
        self.revision = revision
    }
}

/// What creating a remote source takes; missing fields are the ones that validation reports.
public struct CreateRemoteSourceRequest: Codable, Sendable, Hashable {
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
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case skipVerify = "skip_verify"
        case sshHostKey = "ssh_host_key"
        case skipSSHHostKeyCheck = "skip_ssh_host_key_check"
        case registrationEnabled = "registration_enabled"
        case loginEnabled = "login_enabled"
    }

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

/// What changing a remote source takes: a field that is left out stays as it is. `id` is never read.
public typealias UpdateRemoteSourceRequest = CreateRemoteSourceRequest

/// The secrets of a remote source, for the gateway alone.
public struct RemoteSourceCredentials: Codable, Sendable, Hashable {
    /// The OAuth2 client secret; empty when there is none.
    public var clientSecret: String

    enum CodingKeys: String, CodingKey {
        case clientSecret = "client_secret"
    }

    public init(clientSecret: String) {
        self.clientSecret = clientSecret
    }
}

/// Whether a secret is the stored one.
public struct SecretCheck: Codable, Sendable, Hashable {
    public var matches: Bool

    public init(matches: Bool) {
        self.matches = matches
    }
}
