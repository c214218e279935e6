/// What a service is, and its version.
public struct ServiceVersion: Codable, Sendable, Hashable {
    /// `gateway`.
    public var service: String
    /// Such as `0.1.0`.
    public var version: String
}
