import Foundation
public import HTTPTransport

/// A client of a run service's API.
public struct RunServiceClient: Sendable {
    private let baseURL: String
    private let token: String?
    private let transport: any HTTPTransport
    private let timeout: Duration

    /// The largest answer that is read, but for logs and events, which come piece by piece.
    public static let maxAnswerBytes = 4 * 1024 * 1024
    /// How long a log or the events can be followed.
    public static let maxStreamDuration: Duration = .seconds(24 * 3_600)

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - baseURL: The run service's URL; a slash at its end is left out.
    ///   - token: Its API token, sent as `Authorization: Bearer`; nil when it asks for none.
    ///   - transport: What performs the requests.
    ///   - timeout: How long one call may take.
    public init(
        baseURL: String, token: String? = nil, transport: any HTTPTransport, timeout: Duration = .seconds(30)
    ) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.token = token
        self.transport = transport
        self.timeout = timeout
    }

    func call<Answer: Decodable>(
        _ method: String, _ path: [String], query: [(String, String)] = [], body: (any Encodable)? = nil,
        as type: Answer.Type
    ) async throws(RunServiceClientError) -> Answer {
        let response = try await perform(method, path, query: query, body: body)
        guard let answer = try? JSONDecoder().decode(type, from: Data(response.body)) else {
            throw RunServiceClientError.unreadable
        }
        return answer
    }

    @discardableResult
    func perform(
        _ method: String, _ path: [String], query: [(String, String)] = [], body: (any Encodable)? = nil
    ) async throws(RunServiceClientError) -> TransportResponse {
        let request = try request(method, path, query: query, body: body)
        let response: TransportResponse
        do {
            response = try await transport.send(request)
        } catch {
            throw RunServiceClientError(error)
        }
        guard (200..<300).contains(response.status) else { throw RunServiceClientError(response) }
        return response
    }

    /// An answer that may go on for long.
    func stream(
        _ path: [String], query: [(String, String)]
    ) async throws(RunServiceClientError) -> StreamedBody<RunServiceClientError> {
        var request = try request("GET", path, query: query)
        request.deadline = .now + Self.maxStreamDuration
        return try await StreamedBody(
            request, over: transport, beginningWithin: timeout,
            refusal: { RunServiceClientError($0) }, failure: { RunServiceClientError($0) })
    }

    private func request(
        _ method: String, _ path: [String], query: [(String, String)], body: (any Encodable)? = nil
    ) throws(RunServiceClientError) -> TransportRequest {
        // No escaping keeps these from being resolved on the way, which would make another path of it.
        guard path.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw .init(status: 400, code: "invalidRef", message: "a reference is not empty, . or ..")
        }
        var request = TransportRequest(
            method: method,
            url: baseURL + "/api/v1alpha" + path.map { "/" + Self.escaped($0) }.joined() + Self.query(query),
            deadline: .now + timeout, maxResponseBytes: Self.maxAnswerBytes)
        if let body {
            guard let data = try? JSONEncoder().encode(body) else {
                throw .init(status: 400, code: "invalidRequest", message: "the request can't be encoded")
            }
            request.body = Array(data)
            request.headers.append(TransportHeader("Content-Type", "application/json"))
        }
        if let token {
            request.headers.append(TransportHeader("Authorization", "Bearer \(token)", isSensitive: true))
        }
        return request
    }

    private static func query(_ items: [(String, String)]) -> String {
        items.isEmpty ? "" : "?" + items.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
