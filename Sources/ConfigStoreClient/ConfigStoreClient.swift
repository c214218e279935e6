import ConfigStoreAPI
import Foundation
public import HTTPTransport
import JSONAccess

/// A client of the configstore's API.
public struct ConfigStoreClient: Sendable {
    private let baseURL: String
    private let token: String?
    private let transport: any HTTPTransport
    private let timeout: Duration
    let remoteSourceAnswers = DecodedAnswers<RemoteSource>()
    let userAnswers = DecodedAnswers<UserDetails>()

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - baseURL: The configstore's URL, without a trailing slash.
    ///   - token: The configstore's API token; nil in the same process.
    ///   - transport: What performs the requests.
    ///   - timeout: How long one call may take.
    public init(
        baseURL: String, token: String? = nil, transport: any HTTPTransport, timeout: Duration = .seconds(30)
    ) {
        self.baseURL = baseURL
        self.token = token
        self.transport = transport
        self.timeout = timeout
    }

    func call<Answer: Decodable>(
        _ method: String, _ path: [String], query: [(String, String)] = [], body: (any Encodable)? = nil,
        as type: Answer.Type
    ) async throws(ConfigStoreClientError) -> Answer {
        try Self.decode(type, from: try await perform(method, path, query: query, body: body).body)
    }

    /// For answers that are asked for again and again.
    func call<Answer>(
        _ method: String, _ path: [String], headers: [TransportHeader] = [], remembering answers: DecodedAnswers<Answer>
    ) async throws(ConfigStoreClientError) -> Answer {
        let response = try await perform(method, path, query: [], headers: headers, body: nil)
        guard let answer = try? answers.decode(response.body) else { throw Self.unreadable }
        return answer
    }

    func call(
        _ method: String, _ path: [String], query: [(String, String)] = [], body: (any Encodable)? = nil
    ) async throws(ConfigStoreClientError) {
        _ = try await perform(method, path, query: query, body: body)
    }

    func delete(_ path: [String], cascade: Bool) async throws(ConfigStoreClientError) {
        _ = try await perform("DELETE", path, query: cascade ? [("cascade", "true")] : [], body: nil)
    }

    func list<Item: Codable & Sendable>(
        _ path: [String], limit: Int?, cursor: String?, sortDirection: SortDirection?, query: [(String, String)] = [],
        of type: Item.Type
    ) async throws(ConfigStoreClientError) -> List<Item> {
        var query = query
        if let limit { query.append(("limit", String(limit))) }
        if let cursor { query.append(("cursor", cursor)) }
        if let sortDirection { query.append(("sortdirection", sortDirection.rawValue)) }
        let response = try await perform("GET", path, query: query, body: nil)
        return List(
            items: try Self.decode([Item].self, from: response.body),
            nextCursor: response.headers.first(named: "Sallyport-Cursor"))
    }

    /// A call whose bodies may be larger than what fits into memory, and may take as long.
    func stream(
        _ method: String, _ path: [String], query: [(String, String)] = [],
        changing change: (inout TransportRequest) -> Void
    ) async throws(ConfigStoreClientError) -> TransportResponse {
        try await perform(method, path, query: query, body: nil) { request in
            request.deadline = .now + Self.streamTimeout
            change(&request)
        }
    }

    private static let streamTimeout: Duration = .seconds(24 * 3_600)

    private func perform(
        _ method: String, _ path: [String], query: [(String, String)], headers: [TransportHeader] = [],
        body: (any Encodable)?, changing change: (inout TransportRequest) -> Void = { _ in }
    ) async throws(ConfigStoreClientError) -> TransportResponse {
        // No escaping keeps these from being resolved on the way, which would make another path of it.
        guard path.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw Self.failure(400, "invalidRef", "a reference is not empty, . or ..")
        }
        var request = TransportRequest(
            method: method, url: baseURL + Self.path(path) + Self.query(query),
            headers: [TransportHeader("Accept", "application/json")] + headers, deadline: .now + timeout,
            maxResponseBytes: 4 * 1024 * 1024)
        if let body {
            guard let data = try? JSONCoding.sharedEncoder.encode(body) else {
                throw Self.failure(400, "invalidRequest", "the request can't be encoded")
            }
            request.body = Array(data)
            request.headers.append(TransportHeader("Content-Type", "application/json"))
        }
        if let token {
            request.headers.append(TransportHeader("Authorization", "Bearer \(token)", isSensitive: true))
        }
        let seen = SeenRevision.current
        if let seen, seen.revision > 0 {
            request.headers.append(TransportHeader(SeenRevision.headerName, String(seen.revision)))
        }
        if let caller = CallerIdentity.current { request.headers += Self.headers(of: caller, method: method) }
        change(&request)
        let response: TransportResponse
        do {
            response = try await transport.send(request)
        } catch {
            let timedOut = error.code == .timedOut
            throw Self.failure(
                timedOut ? 504 : 503, timedOut ? "timedOut" : "configstoreUnavailable",
                "the configstore did not answer")
        }
        if let revision = response.headers.first(named: SeenRevision.headerName).flatMap({ Int($0) }) {
            seen?.note(revision)
        }
        guard (200..<300).contains(response.status) else { throw Self.refusal(response) }
        return response
    }

    /// Who asks, in headers; a request that changes nothing has only its id, which both services log.
    private static func headers(of caller: CallerIdentity, method: String) -> [TransportHeader] {
        var headers: [TransportHeader] = []
        func add(_ name: String, _ value: String) {
            if !value.isEmpty { headers.append(TransportHeader(name, printable(value))) }
        }
        add("X-Request-ID", caller.requestID)
        if method == "GET" { return headers }
        add(AuditActor.headerName, caller.actor.headerValue)
        add(AuditActor.addressHeaderName, caller.clientAddress)
        return headers
    }

    /// What no header can have is left out.
    private static func printable(_ text: String) -> String {
        if text.utf8.allSatisfy({ (32...126).contains($0) }) { return text }
        return String(text.unicodeScalars.filter { (32...126).contains($0.value) })
    }

    private static func refusal(_ response: TransportResponse) -> ConfigStoreClientError {
        let retry = response.headers.first(named: "Retry-After").flatMap { Int($0) }
        guard let body = try? JSONDecoder().decode(ErrorBody.self, from: Data(response.body)) else {
            return failure(502, "configstoreBadAnswer", "the configstore answered \(response.status) without a reason")
        }
        return ConfigStoreClientError(status: response.status, body: body, retryAfterSeconds: retry)
    }

    static func decode<Answer: Decodable>(
        _ type: Answer.Type, from body: [UInt8]
    ) throws(ConfigStoreClientError) -> Answer {
        guard let answer = try? JSONCoding.reader.decode(type, from: body) else { throw unreadable }
        return answer
    }

    static var unauthorized: ConfigStoreClientError {
        failure(401, "unauthorized", "this token or session is not valid")
    }

    private static var unreadable: ConfigStoreClientError {
        failure(502, "configstoreBadAnswer", "the configstore's answer can't be read")
    }

    private static func failure(_ status: Int, _ code: String, _ message: String) -> ConfigStoreClientError {
        ConfigStoreClientError(
            status: status, body: ErrorBody(code: code, message: message), retryAfterSeconds: status == 503 ? 1 : nil)
    }

    private static func path(_ segments: [String]) -> String {
        segments.reduce(into: "/api/v1alpha") { path, segment in
            path += "/"
            path += escaped(segment)
        }
    }

    private static func query(_ items: [(String, String)]) -> String {
        items.isEmpty ? "" : "?" + items.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func escaped(_ text: String) -> String {
        // Most are names and ids, which stay as they are.
        if text.utf8.allSatisfy(isUnreserved) { return text }
        return text.utf8.map { byte in
            isUnreserved(byte)
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
        }.joined()
    }
}
