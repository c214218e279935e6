/// Everything about a driver that is data: what it is called, what it can do, how it is spoken to.
public struct DriverManifest: Sendable, Hashable {
    /// The driver's own name, such as `builtin/gitea`.
    public var id: String
    /// The version of the driver, for people.
    public var version: String
    /// The version of the contract that the driver was written for.
    public var contract: ContractVersion
    /// Through an API, or through git alone.
    public var configType: RemoteRepositoryConfigType
    /// What the driver can do. An operation that is not listed here is never called.
    public var capabilities: Set<Capability>
    /// How people prove who they are. The first one is the usual one.
    public var authTypes: [AuthType]
    /// Where and how OAuth2 is done; nil without the capability.
    public var oauth2: OAuth2Description?
    /// The scopes that a personal token is made with.
    public var tokenScopes: [String]
    /// Whether the forge says who somebody is only to tokens: then a sign-in with a password makes the token first, for
    /// the login name that the person gave.
    public var makesTokenFirst: Bool
    /// Whether people have no password that the API takes, and give a token that they made at the forge in its place: then
    /// no token is made for them.
    public var passwordIsToken: Bool
    /// The header that carries a one-time password beside a password, such as `X-Gitea-OTP`.
    public var oneTimePasswordHeader: String?
    /// How the forge proves that a delivery is its own, any one of these; empty without the capability `events`.
    public var webhookSchemes: [WebhookScheme]
    /// What is signed when a delivery is a form; nil where deliveries are JSON only.
    public var webhookForm: WebhookForm?
    /// What a webhook is subscribed to, in the forge's own words.
    public var webhookEvents: [String]
    /// Bounds that the host keeps for this forge.
    public var limits: Limits

    /// Creates a manifest.
    ///
    /// - Parameters:
    ///   - id: The driver's own name.
    ///   - version: The driver's version.
    ///   - contract: The contract's version.
    ///   - configType: Through an API or through git alone.
    ///   - capabilities: What the driver can do.
    ///   - authTypes: How people prove who they are.
    ///   - oauth2: Where and how OAuth2 is done.
    ///   - tokenScopes: The scopes of personal tokens.
    ///   - makesTokenFirst: Whether a token comes before the question whose it is.
    ///   - passwordIsToken: Whether people give a token in the place of a password.
    ///   - oneTimePasswordHeader: The header for one-time passwords.
    ///   - webhookSchemes: How deliveries are signed.
    ///   - webhookForm: What is signed when a delivery is a form.
    ///   - webhookEvents: What webhooks subscribe to.
    ///   - limits: Bounds that the host keeps.
    public init(
        id: String,
        version: String,
        contract: ContractVersion = .current,
        configType: RemoteRepositoryConfigType = .remoteSource,
        capabilities: Set<Capability>,
        authTypes: [AuthType],
        oauth2: OAuth2Description? = nil,
        tokenScopes: [String] = [],
        makesTokenFirst: Bool = false,
        passwordIsToken: Bool = false,
        oneTimePasswordHeader: String? = nil,
        webhookSchemes: [WebhookScheme] = [],
        webhookForm: WebhookForm? = nil,
        webhookEvents: [String] = [],
        limits: Limits = Limits()
    ) {
        self.id = id
        self.version = version
        self.contract = contract
        self.configType = configType
        self.capabilities = capabilities
        self.authTypes = authTypes
        self.oauth2 = oauth2
        self.tokenScopes = tokenScopes
        self.makesTokenFirst = makesTokenFirst
        self.passwordIsToken = passwordIsToken
        self.oneTimePasswordHeader = oneTimePasswordHeader
        self.webhookSchemes = webhookSchemes
        self.webhookForm = webhookForm
        self.webhookEvents = webhookEvents
        self.limits = limits
    }
}

/// How a project's repository is reached.
public enum RemoteRepositoryConfigType: String, Sendable, Hashable, Codable, CaseIterable {
    /// Through a forge's API.
    case remoteSource = "remotesource"
    /// Through a git URL and a key, without an API.
    case manual
}

/// How a person proves to a forge who they are.
public enum AuthType: String, Sendable, Hashable, Codable, CaseIterable {
    /// Login name and password, exchanged for a token.
    case password
    /// The OAuth2 authorization code flow.
    case oauth2
}

/// What a driver can do.
public enum Capability: String, Sendable, Hashable, Codable, CaseIterable {
    case userInfo, passwordLogin, oauth2, oauth2PKCE, oauth2Refresh, repositories, refs, files, deployKeys, webhooks
    case webhookTest, webhookDeliveries, events, commitStatus, links, appInstallations
}

/// The version of the driver contract: a host serves one major version and every minor one up to its own.
public struct ContractVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Changes when older drivers no longer work.
    public var major: Int
    /// Changes when something is added.
    public var minor: Int

    /// Creates a version.
    ///
    /// - Parameters:
    ///   - major: The major version.
    ///   - minor: The minor version.
    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// The version that this host serves.
    public static let current = ContractVersion(major: 1, minor: 0)

    /// Whether this host can run a driver written for `self`.
    public var isServed: Bool { major == Self.current.major && minor <= Self.current.minor }

    /// `major.minor`.
    public var description: String { "\(major).\(minor)" }

    /// Orders by major, then by minor version.
    public static func < (left: ContractVersion, right: ContractVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
