package import ServiceKit

/// What a gateway needs to know.
package struct GatewayConfiguration: Sendable {
    /// Where people reach the gateway, without a trailing slash: forges send them back to `<webURL>/oauth2/callback`.
    package var webURL: String
    /// Where forges reach the gateway, without a trailing slash: webhooks deliver to `<webhookURL>/webhooks/<project>`.
    package var webhookURL: String
    /// How often a project is looked at that is as it is meant to be, in seconds.
    package var projectCheckSeconds: Int
    /// How often the branches and tags of a project are compared that has no interval of its own, in seconds.
    package var catchUpSeconds: Int
    /// Where to listen; nil when only this process asks.
    package var listen: ListenAddress?
    /// The token of the administrator; nil for none.
    package var adminToken: String?
    /// The secret from which the keys of sessions, states and cursors are derived; at least 32 bytes.
    package var signingKey: SymmetricKeyBytes
    /// How long a session lasts, in seconds.
    package var sessionLifetimeSeconds: Int
    /// The name of the personal tokens that are made at forges.
    package var forgeTokenName: String
    /// Whether what this address says in `X-Forwarded-For` is believed.
    package var isTrustedProxy: @Sendable (String) -> Bool
    /// The product's version, which forges see.
    package var version: String
    /// Whether the process is about to stop.
    package var draining: Draining

    package init(
        webURL: String, webhookURL: String? = nil, projectCheckSeconds: Int = 3_600, catchUpSeconds: Int = 3_600,
        listen: ListenAddress? = nil, adminToken: String?, signingKey: SymmetricKeyBytes,
        sessionLifetimeSeconds: Int = 43_200, forgeTokenName: String = "sallyport",
        isTrustedProxy: @escaping @Sendable (String) -> Bool = { _ in false }, version: String = "development",
        draining: Draining = Draining()
    ) {
        self.webURL = webURL
        self.webhookURL = webhookURL ?? webURL
        self.projectCheckSeconds = projectCheckSeconds
        self.catchUpSeconds = catchUpSeconds
        self.listen = listen
        self.adminToken = adminToken
        self.signingKey = signingKey
        self.sessionLifetimeSeconds = sessionLifetimeSeconds
        self.forgeTokenName = forgeTokenName
        self.isTrustedProxy = isTrustedProxy
        self.version = version
        self.draining = draining
    }
}
