/// A request to a forge, described so that the host can build it safely: path segments that it escapes, slots that it
/// fills with secrets the driver never sees.
public struct ForgeRequest: Sendable, Hashable {
    /// The method in capitals.
    public var method: String
    /// Unescaped path segments below the root of `part`. A slash inside a segment is sent as `%2F`.
    /// The host refuses empty segments, `.` and `..`.
    public var path: [String]
    /// Which part of the forge is asked.
    public var part: ForgePart
    /// Unescaped query items, in order.
    public var query: [QueryItem]
    /// Further header fields. Those that carry credentials come through `credential`.
    public var headers: [HeaderField]
    /// The body.
    public var body: Body
    /// Which credential the host adds.
    public var credential: CredentialSlot
    /// Secrets that the host takes out of a successful JSON answer before the driver reads it.
    public var extracts: [SecretExtraction]
    /// Whether somebody outside this process reads the answer: what a forge repeats of the secrets is taken out first.
    package var isReadOutside = false

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - method: The method in capitals.
    ///   - path: Unescaped path segments below the root of `part`.
    ///   - part: Which part of the forge is asked; the API unless given.
    ///   - query: Unescaped query items.
    ///   - headers: Further header fields.
    ///   - body: The body.
    ///   - credential: Which credential the host adds.
    ///   - extracts: Secrets that the host takes out of the answer.
    public init(
        _ method: String,
        _ path: [String],
        part: ForgePart = .api,
        query: [QueryItem] = [],
        headers: [HeaderField] = [],
        body: Body = .none,
        credential: CredentialSlot = .bearer,
        extracts: [SecretExtraction] = []
    ) {
        self.method = method
        self.path = path
        self.part = part
        self.query = query
        self.headers = headers
        self.body = body
        self.credential = credential
        self.extracts = extracts
    }

    /// One unescaped query item.
    public struct QueryItem: Sendable, Hashable {
        /// The item's name.
        public var name: String
        /// The item's value.
        public var value: String

        /// Creates a query item.
        ///
        /// - Parameters:
        ///   - name: The item's name.
        ///   - value: The item's value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// One header field without a secret.
    public struct HeaderField: Sendable, Hashable {
        /// The field's name.
        public var name: String
        /// The field's value.
        public var value: String

        /// Creates a header field.
        ///
        /// - Parameters:
        ///   - name: The field's name.
        ///   - value: The field's value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A request's body.
    public enum Body: Sendable, Hashable {
        /// No body.
        case none
        /// A JSON document; `JSONValue.secret` marks where the host puts a secret.
        case json(JSONValue)
        /// A form, URL-encoded by the host; `JSONValue.string` and `.secret` are the only values allowed.
        case form([FormField])
    }

    /// One field of a form.
    public struct FormField: Sendable, Hashable {
        /// The field's name.
        public var name: String
        /// The field's value: a text, or a slot that the host fills.
        public var value: JSONValue

        /// Creates a form field.
        ///
        /// - Parameters:
        ///   - name: The field's name.
        ///   - value: A text or a secret slot.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }
}

/// A credential that the host adds to a request.
public enum CredentialSlot: String, Sendable, Hashable, Codable, CaseIterable {
    /// None.
    case none
    /// `Authorization: Bearer T`.
    case bearer
    /// `Authorization: token T`, as Gitea and older GitHub servers take it.
    case token
    /// `PRIVATE-TOKEN: T`, as GitLab takes it.
    case privateToken
    /// `Authorization: Bearer J`, where J is a token that the host signs with the app's private key (RFC 7519, RS256) and
    /// that lasts a few minutes.
    case appToken
    /// `Authorization: Basic …` with the login name and password that the person gave, and the one-time password in the
    /// header that the manifest names, if there is one.
    case basic
}

/// A secret that the host keeps and puts where a driver asks for it.
public enum SecretSlot: String, Sendable, Hashable, Codable, CaseIterable {
    /// The OAuth2 client secret of the remote source.
    case clientSecret
    /// The authorization code of the OAuth2 flow at hand.
    case authorizationCode
    /// The PKCE verifier of the OAuth2 flow at hand.
    case codeVerifier
    /// The linked account's refresh token.
    case refreshToken
    /// The webhook secret of the project at hand.
    case webhookSecret
}

/// Where in a successful JSON answer a secret is. The host takes it out and gives the driver `"<secret>"` instead.
public struct SecretExtraction: Sendable, Hashable {
    /// The name of the top-level member of the answer.
    public var member: String
    /// What the secret is.
    public var kind: Kind

    /// Creates an extraction.
    ///
    /// - Parameters:
    ///   - member: The name of the top-level member.
    ///   - kind: What the secret is.
    public init(_ member: String, _ kind: Kind) {
        self.member = member
        self.kind = kind
    }

    /// What an extracted secret is.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// An access token or a personal token.
        case accessToken
        /// A refresh token.
        case refreshToken
    }
}
