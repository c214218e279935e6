import Foundation
import HTTPTransport

/// A refusal by the run service, or no answer from it. It never carries a secret.
public struct RunServiceClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The HTTP status; 502–504 also when there was no answer.
    public var status: Int
    /// The refusal's stable word; `runServiceRefused` when the run service gave none.
    public var code: String
    /// One sentence for a person.
    public var message: String
    /// After how many seconds another try makes sense.
    public var retryAfterSeconds: Int?

    /// Creates an error.
    public init(status: Int, code: String, message: String, retryAfterSeconds: Int? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Status, code and message.
    public var description: String { "\(status) \(code): \(message)" }

    private struct Body: Decodable {
        let code: String?
        let message: String?
    }

    /// Reads a refusal: an object with a message, or a list of codes.
    init(_ response: TransportResponse) {
        let data = Data(response.body)
        let body =
            (try? JSONDecoder().decode(Body.self, from: data))
            ?? (try? JSONDecoder().decode([Body].self, from: data))?.first
        let code = body?.code.flatMap { $0.isEmpty ? nil : $0 }
        let message = body?.message.flatMap { $0.isEmpty ? nil : String($0.prefix(Self.maxMessageLength)) }
        self.init(
            status: response.status, code: code.map { String($0.prefix(64)) } ?? "runServiceRefused",
            message: message ?? "the run service answered \(response.status)",
            retryAfterSeconds: response.headers.first(named: "Retry-After").flatMap { Int($0) })
    }

    private static let maxMessageLength = 1000

    init(_ error: TransportError) {
        switch error.code {
        case .timedOut:
            self.init(status: 504, code: "runServiceTimedOut", message: "the run service did not answer in time")
        case .responseTooLarge:
            self.init(status: 502, code: "runServiceAnswerTooLarge", message: "the run service's answer is too large")
        default:
            self.init(
                status: 503, code: "runServiceUnavailable", message: "the run service can't be reached",
                retryAfterSeconds: 5)
        }
    }

    static let unreadable = RunServiceClientError(
        status: 502, code: "runServiceBadAnswer", message: "the run service's answer can't be read")
}
