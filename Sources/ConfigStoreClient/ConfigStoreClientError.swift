public import ConfigStoreAPI

/// A refusal by the configstore, or no answer from it.
public struct ConfigStoreClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The HTTP status; 502–504 also when there was no answer.
    public var status: Int
    /// The refusal's stable word.
    public var code: String
    /// One sentence for a person.
    public var message: String
    /// Which fields break which rules.
    public var details: [ErrorBody.Detail]
    /// After how many seconds another try makes sense.
    public var retryAfterSeconds: Int?

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - status: The HTTP status.
    ///   - body: The refusal.
    ///   - retryAfterSeconds: After how many seconds another try makes sense.
    public init(status: Int, body: ErrorBody, retryAfterSeconds: Int? = nil) {
        self.status = status
        code = body.code
        message = body.message
        details = body.details
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Status, code and message.
    public var description: String { "\(status) \(code): \(message)" }
}
