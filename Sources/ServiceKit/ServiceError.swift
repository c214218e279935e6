package import Validation

/// A refusal that is the caller's to see. Actions throw it; `ErrorMiddleware` alone turns it into HTTP.
package struct ServiceError: Error, Sendable, Hashable {
    /// What kind of refusal, and so which status.
    package enum Kind: Int, Sendable, Hashable {
        case invalid = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case conflict = 409
        case tooLarge = 413
        case unsupportedMediaType = 415
        case tooManyRequests = 429
        case badGateway = 502
        case unavailable = 503
        case timedOut = 504
    }

    package var kind: Kind
    /// A stable word in lower camel case that programs compare, such as `remoteSourceAlreadyExists`.
    package var code: String
    /// One sentence for a person: what is wrong and what to do. Never a secret.
    package var message: String
    /// Which fields break which rules.
    package var details: [Violation]
    /// After how many seconds another try makes sense.
    package var retryAfterSeconds: Int?

    package init(
        _ kind: Kind, code: String, _ message: String, details: [Violation] = [], retryAfterSeconds: Int? = nil
    ) {
        self.kind = kind
        self.code = code
        self.message = message
        self.details = details
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// A refusal because of violations. Its message is the first violation's, and the number of further ones.
    package init(code: String, violations: Violations) {
        let first = violations.all.first
        let more = violations.all.count - 1
        let message = first.map { $0.path.elements.isEmpty ? $0.message : "\($0.path): \($0.message)" } ?? "invalid"
        self.init(
            .invalid, code: code, more > 0 ? "\(message) (and \(more) more)" : message, details: violations.all)
    }
}
