package import HTTPTransport
package import ServiceKit

/// What a simulator needs to know.
package struct ForgeSimulatorConfiguration: Sendable {
    /// Which forge it behaves like.
    package var kind: ForgeKind
    /// Where to listen; nil when only this process asks.
    package var listen: ListenAddress?
    /// What links, clone URLs and redirects start with; when empty, the address that is listened on.
    package var rootURL: String
    /// How deliveries are sent; nil: none are.
    package var webhooks: (any HTTPTransport)?

    package init(
        kind: ForgeKind = .gitea, listen: ListenAddress? = nil, rootURL: String = "http://forge.example.com",
        webhooks: (any HTTPTransport)? = nil
    ) {
        self.kind = kind
        self.listen = listen
        self.rootURL = rootURL
        self.webhooks = webhooks
    }
}
