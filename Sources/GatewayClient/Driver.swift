/// A driver that a gateway has: what it is called, what it can do and how it is.
public struct Driver: Codable, Sendable, Hashable {
    /// The type that remote sources name.
    public var type: String
    /// `remotesource` through a forge's API, `manual` through git alone.
    public var configType: String
    /// `builtin`, `declarative` or `process`.
    public var form: String
    /// The driver's version.
    public var version: String
    /// What it can do, in the order of the alphabet.
    public var capabilities: [String]
    /// How it is.
    public var health: Health

    /// How a driver is.
    public struct Health: Codable, Sendable, Hashable {
        /// `running`, `restarting` or `broken`.
        public var state: String
        /// What went wrong last, however long ago.
        public var lastError: String?
        /// Why the gateway's plug-ins file, as it is now, is not what runs.
        public var reloadError: String?

        /// Creates a state of health.
        public init(state: String, lastError: String? = nil, reloadError: String? = nil) {
            self.state = state
            self.lastError = lastError
            self.reloadError = reloadError
        }
    }

    /// Creates a driver.
    public init(
        type: String, configType: String, form: String, version: String, capabilities: [String], health: Health
    ) {
        self.type = type
        self.configType = configType
        self.form = form
        self.version = version
        self.capabilities = capabilities
        self.health = health
    }
}
