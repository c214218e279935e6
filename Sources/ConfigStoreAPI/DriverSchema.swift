/// What the configstore knows about a driver: enough to check a remote source, and nothing that runs.
public struct DriverSchema: Codable, Sendable, Hashable {
    /// The type that remote sources name, such as `gitea`.
    public var type: String
    /// `remotesource` or `manual`.
    public var configType: String
    /// How people sign in: `password`, `oauth2`, or both.
    public var authTypes: [String]
    /// Whether the forge has apps that can be installed.
    public var hasApps: Bool

    public init(type: String, configType: String, authTypes: [String], hasApps: Bool = false) {
        self.type = type
        self.configType = configType
        self.authTypes = authTypes
        self.hasApps = hasApps
    }
}
