import JSONAccess

/// A delivery whose signature the host has verified, or that comes from the forge's own list.
public struct WebhookDelivery: Sendable, Hashable {
    /// Header fields, names in lower case, without signatures and tokens.
    public var headers: [String: String]
    /// The JSON; the host has taken it out of a form.
    public var body: [UInt8]

    /// Creates a delivery.
    ///
    /// - Parameters:
    ///   - headers: Header fields, names in lower case.
    ///   - body: The JSON.
    public init(headers: [String: String], body: [UInt8]) {
        self.headers = headers
        self.body = body
    }

    /// Reads the body.
    ///
    /// - Parameter type: What to read.
    /// - Returns: The value.
    /// - Throws: `invalid` when the body is not this JSON.
    public func decode<Body: Decodable>(_ type: Body.Type) throws(DriverError) -> Body {
        do {
            return try JSONDocument(body).decode(type)
        } catch {
            throw .invalid(field: "body", message: "the delivery's body is not what its event says")
        }
    }
}
