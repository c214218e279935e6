/// An outbound HTTP request, as a value: everything that a transport needs to know to perform it.
public struct TransportRequest: Sendable {
    /// The method in capitals, such as `GET`.
    public var method: String
    /// The absolute URL, already percent-encoded. Only `http` and `https` are performed.
    public var url: String
    /// Header fields in the order in which they are sent.
    public var headers: [TransportHeader]
    /// The body; empty means that none is sent.
    public var body: [UInt8]
    /// A body that is sent piece by piece as it comes, for one that is too large to be a value; nil for `body`.
    public var upload: TransportUpload?
    /// Takes the body of a 2xx answer piece by piece, for one that is too large to be a value: the response's `body` is
    /// empty then, and `maxResponseBytes` bounds other answers alone. The next piece comes once it has returned. When it
    /// throws, the transfer ends with `cancelled`.
    public var receive: (@Sendable ([UInt8]) async throws -> Void)?
    /// Told that a 2xx answer has begun, before `receive` gets any of it: it may be long until there is something.
    public var begin: (@Sendable () async -> Void)?
    /// When the whole exchange, redirects included, must be over.
    public var deadline: ContinuousClock.Instant
    /// The largest response body, in bytes after decoding, that is read; a larger one fails with `responseTooLarge`.
    public var maxResponseBytes: Int
    /// Whether redirects are followed; they are not unless this says so.
    public var redirects: RedirectPolicy
    /// How the peer's certificate is checked.
    public var tls: TLSPolicy
    /// The proxy to use, such as `http://proxy.example.com:3128`; nil means a direct connection.
    public var proxyURL: String?

    /// Creates a request that follows no redirects and checks certificates against the system's roots.
    ///
    /// - Parameters:
    ///   - method: The method in capitals.
    ///   - url: The absolute URL, percent-encoded.
    ///   - headers: Header fields.
    ///   - body: The body; empty for none.
    ///   - deadline: When the exchange must be over.
    ///   - maxResponseBytes: The largest response body in bytes; 8 MiB unless given.
    ///   - redirects: The redirect policy.
    ///   - tls: The certificate policy.
    ///   - proxyURL: The proxy, or nil.
    public init(
        method: String,
        url: String,
        headers: [TransportHeader] = [],
        body: [UInt8] = [],
        deadline: ContinuousClock.Instant = .now + .seconds(30),
        maxResponseBytes: Int = 8 * 1024 * 1024,
        redirects: RedirectPolicy = .never,
        tls: TLSPolicy = .systemRoots,
        proxyURL: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.maxResponseBytes = maxResponseBytes
        self.redirects = redirects
        self.tls = tls
        self.proxyURL = proxyURL
    }
}

/// A request's body as it comes.
public struct TransportUpload: Sendable {
    /// The next piece, or nil at the end. When it throws, the transfer ends with `cancelled`, and the server gets no end.
    public var next: @Sendable () async throws -> [UInt8]?

    /// - Parameter next: Gives the pieces in order; it is not called before it has returned.
    public init(next: @escaping @Sendable () async throws -> [UInt8]?) {
        self.next = next
    }
}

/// Whether a transport follows redirects by itself.
public enum RedirectPolicy: Sendable, Hashable {
    /// A 3xx answer is returned as it is.
    case never
    /// GET and HEAD follow up to this many redirects. `Authorization`, `Cookie` and every header that is marked
    /// sensitive are left out as soon as the origin (scheme, host, port) changes.
    case follow(limit: Int)
}

/// How a peer's certificate is checked.
public enum TLSPolicy: Sendable, Hashable {
    /// Against the roots of the operating system.
    case systemRoots
    /// Against the roots in this PEM file, and no others.
    case certificateAuthorities(file: String)
    /// Not at all. For a forge that the operator has marked `skipVerify`.
    case skipVerification
}
