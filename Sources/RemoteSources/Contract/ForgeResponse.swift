/// A forge's answer as a driver sees it.
public struct ForgeResponse: Sendable, Hashable {
    /// The status code. Redirects are not followed: a 301 or 302 of a renamed repository arrives here.
    public var status: Int
    /// Header fields, names in lower case; the last one wins where a name came more than once.
    public var headers: [String: String]
    /// The body as it came, with extracted secrets replaced.
    public var body: [UInt8]
    /// The host's time when the answer came, seconds since 1970; for `Retry-After` and expiry.
    public var receivedAt: Double

    /// Creates a response.
    ///
    /// - Parameters:
    ///   - status: The status code.
    ///   - headers: Header fields, names in lower case.
    ///   - body: The body.
    ///   - receivedAt: When it came, in seconds since 1970.
    public init(status: Int, headers: [String: String] = [:], body: [UInt8] = [], receivedAt: Double = 0) {
        self.status = status
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
    }
}
