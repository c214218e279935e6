public import HTTPTransport

/// Where a remote source is and how it is reached.
public struct RemoteSourceConnection: Sendable, Hashable {
    /// The forge's root URL, without a trailing slash; it may have a path. API requests go below it.
    public var apiURL: String
    /// The root of the forge's pages for people.
    public var webURL: String
    /// How the forge's certificate is checked.
    public var tls: TLSPolicy
    /// The proxy; nil for none.
    public var proxyURL: String?

    /// Creates a connection.
    ///
    /// - Parameters:
    ///   - apiURL: The forge's root URL.
    ///   - webURL: The root of its pages; the same unless given.
    ///   - tls: How its certificate is checked.
    ///   - proxyURL: The proxy.
    public init(
        apiURL: String, webURL: String? = nil, tls: TLSPolicy = .systemRoots, proxyURL: String? = nil
    ) {
        self.apiURL = apiURL
        self.webURL = webURL ?? apiURL
        self.tls = tls
        self.proxyURL = proxyURL
    }
}
