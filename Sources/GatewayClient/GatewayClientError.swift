import Foundation
import HTTPTransport

/// A refusal by the gateway, or no answer from it. It never carries a secret.
public struct GatewayClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One field that breaks a rule.
    public struct Detail: Codable, Sendable, Hashable {
        /// Where, such as `oauth_2_client_id`.
        public var field: String
        /// The rule's stable word.
        public var code: String
        /// One sentence for a person.
        public var message: String
    }

    /// The HTTP status; 503 and 504 also when there was no answer.
    public var status: Int
    /// The refusal's stable word, such as `remoteSourceInUse`.
    public var code: String
    /// One sentence for a person.
    public var message: String
    /// Which fields break which rules.
    public var details: [Detail]
    /// After how many seconds another try makes sense.
    public var retryAfterSeconds: Int?
    /// The id under which the gateway's log has this request.
    public var requestID: String?

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - status: The HTTP status.
    ///   - code: The refusal's stable word.
    ///   - message: One sentence for a person.
    public init(status: Int, code: String, message: String) {
        self.status = status
        self.code = code
        self.message = message
        details = []
    }

    /// Message and code, then a line for each field.
    public var description: String {
        ([details.count == 1 ? "\(code): \(details[0].field): \(details[0].message)" : "\(code): \(message)"]
            + (details.count > 1 ? details.map { "  \($0.field): \($0.message)" } : [])).joined(separator: "\n")
    }

    private struct Body: Decodable {
        let code: String
        let message: String
        let details: [Detail]?
    }

    init(_ response: TransportResponse) {
        if let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)) {
            self.init(status: response.status, code: body.code, message: body.message)
            details = body.details ?? []
        } else {
            self.init(
                status: response.status, code: "gatewayBadAnswer",
                message: "what answered \(response.status) is not a gateway: check its URL")
        }
        retryAfterSeconds = response.headers.first(named: "Retry-After").flatMap { Int($0) }
        requestID = response.headers.first(named: "X-Request-ID")
    }

    init(_ error: TransportError, baseURL: String) {
        let baseURL = Self.withoutUserInformation(baseURL)
        switch error.code {
        case .timedOut:
            self.init(status: 504, code: "timedOut", message: "the gateway at \(baseURL) did not answer in time")
        case .cancelled:
            self.init(status: 503, code: "cancelled", message: "the request was cancelled")
        default:
            self.init(
                status: 503, code: "gatewayUnavailable",
                message: "the gateway at \(baseURL) can't be reached: \(error.message)")
        }
    }

    /// A URL as it may be shown: a name and a password before its host are left out.
    private static func withoutUserInformation(_ url: String) -> String {
        guard let scheme = url.range(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        guard let end = rest.prefix(while: { !"/?#".contains($0) }).lastIndex(of: "@") else { return url }
        return String(url[..<scheme.upperBound] + rest[rest.index(after: end)...])
    }
}
