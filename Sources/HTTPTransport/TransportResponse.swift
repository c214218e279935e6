/// An HTTP response that was read completely.
public struct TransportResponse: Sendable {
    /// The status code, 100–999.
    public var status: Int
    /// Header fields in the order in which they came.
    public var headers: [TransportHeader]
    /// The body, decoded, never longer than the request allowed.
    public var body: [UInt8]

    /// Creates a response.
    ///
    /// - Parameters:
    ///   - status: The status code.
    ///   - headers: Header fields.
    ///   - body: The body.
    public init(status: Int, headers: [TransportHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
