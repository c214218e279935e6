/// The secrets that the host may put into a driver's requests. No description shows them.
public struct CredentialSet: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// For the slots `bearer`, `token` and `privateToken`.
    public var accessToken: String?
    /// For the slot `basic`.
    public var login: Login?
    /// For the slot `appToken`.
    public var app: AppCredentials?
    /// For the slots in forms and JSON.
    public var secrets: [SecretSlot: String]

    /// What a person gave to sign in.
    public struct Login: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        /// The login name.
        public var name: String
        /// The password.
        public var password: String
        /// The one-time password, where the account needs one.
        public var oneTimePassword: String?

        /// Creates a login.
        ///
        /// - Parameters:
        ///   - name: The login name.
        ///   - password: The password.
        ///   - oneTimePassword: The one-time password.
        public init(name: String, password: String, oneTimePassword: String? = nil) {
            self.name = name
            self.password = password
            self.oneTimePassword = oneTimePassword
        }

        /// Shows nothing.
        public var description: String { "<login>" }
        /// Shows nothing.
        public var debugDescription: String { "<login>" }
        /// Shows nothing.
        public var customMirror: Mirror { Mirror(self, children: [:]) }
    }

    /// Creates a set.
    ///
    /// - Parameters:
    ///   - accessToken: The access token.
    ///   - login: Login name and password.
    ///   - app: The app's issuer and private key.
    ///   - secrets: The other secrets by slot.
    public init(
        accessToken: String? = nil, login: Login? = nil, app: AppCredentials? = nil,
        secrets: [SecretSlot: String] = [:]
    ) {
        self.accessToken = accessToken
        self.login = login
        self.app = app
        self.secrets = secrets
    }

    /// Shows nothing.
    public var description: String { "<credentials>" }
    /// Shows nothing.
    public var debugDescription: String { "<credentials>" }
    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
