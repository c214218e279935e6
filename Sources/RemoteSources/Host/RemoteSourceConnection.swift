public import HTTPTransport

/// Where a remote source is and how it is reached.
public struct RemoteSourceConnection: Sendable, Hashable {
    /// The forge's root URL, without a trailing slash; it may have a path.
    public var apiURL: String
    /// How the forge's certificate is checked.
    public var tls: TLSPolicy
    /// The proxy; nil for none.
    public var proxyURL: String?

    /// Creates a connection.
    ///
    /// - Parameters:
    ///   - apiURL: The forge's root URL.
    ///   - tls: How its certificate is checked.
    ///   - proxyURL: The proxy.
    public init(apiURL: String, tls: TLSPolicy = .systemRoots, proxyURL: String? = nil) {
        self.apiURL = apiURL
        self.tls = tls
        self.proxyURL = proxyURL
    }
}
