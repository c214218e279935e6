import Foundation
public import HTTPTransport

/// A client of the gateway's API. Its types are its own: it links no part of a server.
public struct GatewayClient: Sendable {
    private let baseURL: String
    private let token: String?
    private let transport: any HTTPTransport
    private let timeout: Duration

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - baseURL: The gateway's URL; a slash at its end is left out.
    ///   - token: The admin token, a user's API token or a session; nil for what anybody may ask.
    ///   - transport: What performs the requests.
    ///   - timeout: How long one call may take.
    public init(
        baseURL: String, token: String? = nil, transport: any HTTPTransport, timeout: Duration = .seconds(60)
    ) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.token = token
        self.transport = transport
        self.timeout = timeout
    }

    /// The same client with another token.
    ///
    /// - Parameter token: The token of the calls to come.
    /// - Returns: A client that shares this one's transport.
    public func with(token: String?) -> GatewayClient {
        GatewayClient(baseURL: baseURL, token: token, transport: transport, timeout: timeout)
    }

    /// What answers, and which version of it.
    ///
    /// - Throws: `GatewayClientError`.
    public func version() async throws(GatewayClientError) -> ServiceVersion {
        try await call("GET", ["version"], as: ServiceVersion.self)
    }

    func call<Answer: Decodable>(
        _ method: String, _ path: [String], query: [(String, String)] = [], headers: [TransportHeader] = [],
        body: (any Encodable)? = nil, as type: Answer.Type
    ) async throws(GatewayClientError) -> Answer {
        try Self.decode(
            type, from: try await perform(method, path, query: query, headers: headers, body: body).body)
    }

    func call(
        _ method: String, _ path: [String], body: (any Encodable)? = nil
    ) async throws(GatewayClientError) {
        _ = try await perform(method, path, body: body)
    }

    func delete(_ path: [String], cascade: Bool) async throws(GatewayClientError) {
        _ = try await perform("DELETE", path, query: cascade ? [("cascade", "true")] : [])
    }

    func page<Item: Decodable & Sendable>(
        _ path: [String], limit: Int?, cursor: String?, query: [(String, String)] = [], of type: Item.Type
    ) async throws(GatewayClientError) -> Page<Item> {
        try await page(path, limit: limit, cursor: cursor, query: query, in: [Item].self) { $0 }
    }

    /// One page whose items are somewhere in the answer.
    func page<Answer: Decodable, Item: Sendable>(
        _ path: [String], limit: Int?, cursor: String?, query: [(String, String)] = [], in type: Answer.Type,
        items: (Answer) -> [Item]
    ) async throws(GatewayClientError) -> Page<Item> {
        var query = query
        if let limit { query.append(("limit", String(limit))) }
        if let cursor { query.append(("cursor", cursor)) }
        let response = try await perform("GET", path, query: query)
        return Page(
            items: items(try Self.decode(type, from: response.body)),
            nextCursor: response.headers.first(named: "Sallyport-Cursor"))
    }

    /// A call whose bodies may be larger than what fits into memory, and may take as long.
    func stream(
        _ method: String, _ path: [String], query: [(String, String)] = [],
        changing change: (inout TransportRequest) -> Void
    ) async throws(GatewayClientError) -> TransportResponse {
        try await perform(method, path, query: query) { request in
            request.deadline = .now + Self.streamTimeout
            change(&request)
        }
    }

    /// An answer that may go on for long, piece by piece.
    func follow(
        _ path: [String], query: [(String, String)]
    ) async throws(GatewayClientError) -> StreamedBody<GatewayClientError> {
        var request = try request("GET", path, query: query)
        request.deadline = .now + Self.streamTimeout
        return try await StreamedBody(
            request, over: transport, beginningWithin: timeout, refusal: { GatewayClientError($0) },
            failure: { [baseURL] in GatewayClientError($0, baseURL: baseURL) })
    }

    private static let streamTimeout: Duration = .seconds(24 * 3_600)

    private func perform(
        _ method: String, _ path: [String], query: [(String, String)] = [], headers: [TransportHeader] = [],
        body: (any Encodable)? = nil, changing change: (inout TransportRequest) -> Void = { _ in }
    ) async throws(GatewayClientError) -> TransportResponse {
        var request = try request(method, path, query: query, headers: headers, body: body)
        change(&request)
        let response: TransportResponse
        do {
            response = try await transport.send(request)
        } catch {
            throw GatewayClientError(error, baseURL: baseURL)
        }
        guard (200..<300).contains(response.status) else { throw GatewayClientError(response) }
        return response
    }

    private func request(
        _ method: String, _ path: [String], query: [(String, String)], headers: [TransportHeader] = [],
        body: (any Encodable)? = nil
    ) throws(GatewayClientError) -> TransportRequest {
        // No escaping keeps these from being resolved on the way, which would make another path of it.
        guard path.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw .init(status: 400, code: "invalidRef", message: "a reference is not empty, . or ..")
        }
        var request = TransportRequest(
            method: method, url: baseURL + Self.path(["api", "v1alpha"] + path) + Self.query(query),
            headers: [TransportHeader("Accept", "application/json")] + headers, deadline: .now + timeout,
            maxResponseBytes: 4 * 1024 * 1024)
        if let body {
            guard let data = try? JSONEncoder().encode(body) else {
                throw .init(status: 400, code: "invalidRequest", message: "the request can't be encoded")
            }
            request.body = Array(data)
            request.headers.append(TransportHeader("Content-Type", "application/json"))
        }
        if let token {
            request.headers.append(TransportHeader("Authorization", "token \(token)", isSensitive: true))
        }
        return request
    }

    static func decode<Answer: Decodable>(
        _ type: Answer.Type, from body: [UInt8]
    ) throws(GatewayClientError) -> Answer {
        guard let answer = try? JSONDecoder().decode(type, from: Data(body)) else {
            throw .init(status: 502, code: "gatewayBadAnswer", message: "the gateway's answer can't be read")
        }
        return answer
    }

    private static func path(_ segments: [String]) -> String {
        segments.map { "/" + escaped($0) }.joined()
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
