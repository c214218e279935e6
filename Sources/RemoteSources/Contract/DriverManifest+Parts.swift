extension DriverManifest {
    /// Where and how a forge does OAuth2.
    public struct OAuth2Description: Sendable, Hashable {
        /// Path segments of the page where people consent, below the forge's `webURL`.
        public var authorizePath: [String]
        /// Path segments of the token endpoint.
        public var tokenPath: [String]
        /// The scopes that are asked for.
        public var scopes: [String]

        /// Creates a description.
        ///
        /// - Parameters:
        ///   - authorizePath: Path segments of the consent page.
        ///   - tokenPath: Path segments of the token endpoint.
        ///   - scopes: The scopes that are asked for.
        public init(authorizePath: [String], tokenPath: [String], scopes: [String]) {
            self.authorizePath = authorizePath
            self.tokenPath = tokenPath
            self.scopes = scopes
        }
    }

    /// How a forge signs a delivery. The host verifies it on the raw bytes, in constant time.
    public enum WebhookScheme: Sendable, Hashable {
        /// HMAC-SHA256 of the body in hexadecimal digits, after `prefix` (often none or `sha256=`), in `header`.
        case hmacSHA256Hex(header: String, prefix: String)
        /// The secret itself, in `header`.
        case sharedToken(header: String)
        /// The `webhook-id`, `webhook-timestamp` and `webhook-signature` headers of the Standard Webhooks specification.
        case standardWebhooks

        /// The fields that carry signatures and tokens, names in lower case.
        package var headers: [String] {
            switch self {
            case .hmacSHA256Hex(let header, _), .sharedToken(let header): [header.lowercased()]
            case .standardWebhooks: ["webhook-signature"]
            }
        }
    }

    /// What is signed of a delivery whose JSON is the field `payload` of a form.
    public enum WebhookForm: Sendable, Hashable {
        /// The form, as for GitHub.
        case signsForm
        /// The JSON inside, as for Gitea.
        case signsPayload
    }

    /// Bounds that the host keeps for a forge.
    public struct Limits: Sendable, Hashable {
        /// How many items to ask for in one page.
        public var pageSize: Int
        /// How many pages of one list are read at the most.
        public var maxPages: Int
        /// How large an answer may be, in bytes.
        public var maxResponseBytes: Int

        /// Creates limits.
        ///
        /// - Parameters:
        ///   - pageSize: Items a page; 50 unless given.
        ///   - maxPages: Pages a list; 200 unless given.
        ///   - maxResponseBytes: Bytes an answer; 8 MiB unless given.
        public init(pageSize: Int = 50, maxPages: Int = 200, maxResponseBytes: Int = 8 * 1024 * 1024) {
            self.pageSize = pageSize
            self.maxPages = maxPages
            self.maxResponseBytes = maxResponseBytes
        }
    }
}
