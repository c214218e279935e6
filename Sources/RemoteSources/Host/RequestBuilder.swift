import Foundation
import HTTPTransport
import Validation

/// Turns a driver's description of a request into the request: escapes, fills slots, encodes.
struct RequestBuilder {
    let connection: RemoteSourceConnection
    let manifest: DriverManifest
    let credentials: CredentialSet
    let userAgent: String
    let now: Double

    private static let maxURLBytes = 8 * 1024
    /// Fields that are the host's own, in lower case.
    static let hostHeaders: Set<String> = [
        "authorization", "connection", "content-length", "content-type", "cookie", "expect", "host", "private-token",
        "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    ]

    func build(_ request: ForgeRequest, deadline: ContinuousClock.Instant) throws(OperationError) -> TransportRequest {
        var built = TransportRequest(
            method: request.method,
            url: try Self.url(root(of: request.part), request.path, query: request.query.map { ($0.name, $0.value) }),
            deadline: deadline,
            maxResponseBytes: manifest.limits.maxResponseBytes, tls: connection.tls, proxyURL: connection.proxyURL)
        built.headers = [TransportHeader("User-Agent", userAgent), TransportHeader("Accept", "application/json")]
        for header in request.headers {
            try check(header)
            built.headers.removeAll { $0.name.lowercased() == header.name.lowercased() }
            built.headers.append(TransportHeader(header.name, header.value))
        }
        built.headers += try credentialHeaders(request.credential)
        switch request.body {
        case .none: break
        case .json(let value):
            built.body = Array(try json(value).utf8)
            built.headers.append(TransportHeader("Content-Type", "application/json"))
        case .form(let fields):
            built.body = Array(try form(fields).utf8)
            built.headers.append(TransportHeader("Content-Type", "application/x-www-form-urlencoded"))
        }
        return built
    }

    private func root(of part: ForgePart) -> String {
        switch part {
        case .api: connection.apiURL
        case .web: connection.webURL
        }
    }

    /// `base`, the segments and the query, escaped so that no segment can leave its place.
    static func url(
        _ base: String, _ path: [String], query: [(String, String)]
    ) throws(OperationError) -> String {
        var url: String
        do {
            url = try URLRule.normalized(base, at: "apiURL")
        } catch {
            throw .driver(.invalid(field: "apiURL", message: error.message))
        }
        for segment in path {
            guard !segment.isEmpty, segment != ".", segment != "..", !segment.utf8.contains(0) else {
                throw .driver(.invalid(field: "path", message: "a path has no empty parts, and no . or .."))
            }
            url += "/" + PercentEncoding.encode(segment)
        }
        if !query.isEmpty { url += "?" + PercentEncoding.query(query) }
        guard url.utf8.count <= maxURLBytes else {
            throw .driver(.invalid(field: "path", message: "a request's URL has at most \(maxURLBytes) bytes"))
        }
        return url
    }

    /// A driver's own headers are one line each, and none of those that the host is there for.
    private func check(_ header: ForgeRequest.HeaderField) throws(OperationError) {
        let name = header.name.lowercased()
        guard HeaderGrammar.isName(name), HeaderGrammar.isValue(header.value), !Self.hostHeaders.contains(name),
            name != manifest.oneTimePasswordHeader?.lowercased()
        else { throw .contractViolation("\(manifest.id) sets a header that is not its own") }
    }

    private func credentialHeaders(_ slot: CredentialSlot) throws(OperationError) -> [TransportHeader] {
        func token() throws(OperationError) -> String {
            guard let token = credentials.accessToken, !token.isEmpty else {
                throw .driver(.unauthorized("there is no token for this remote source"))
            }
            guard HeaderGrammar.isValue(token) else {
                throw .driver(.unauthorized("the token for this remote source can't be sent in a header"))
            }
            return token
        }
        switch slot {
        case .none: return []
        case .bearer: return [TransportHeader("Authorization", "Bearer \(try token())", isSensitive: true)]
        case .token: return [TransportHeader("Authorization", "token \(try token())", isSensitive: true)]
        case .privateToken: return [TransportHeader("PRIVATE-TOKEN", try token(), isSensitive: true)]
        case .appToken:
            guard let app = credentials.app else {
                throw .driver(.unauthorized("there is no app for this remote source"))
            }
            let token = try AppToken.signed(with: app, now: now)
            return [TransportHeader("Authorization", "Bearer \(token)", isSensitive: true)]
        case .basic:
            guard let login = credentials.login, !login.name.contains(":") else {
                throw .driver(.unauthorized("a login name without a colon and a password are needed"))
            }
            let pair = Data("\(login.name):\(login.password)".utf8).base64EncodedString()
            var headers = [TransportHeader("Authorization", "Basic \(pair)", isSensitive: true)]
            if let name = manifest.oneTimePasswordHeader, let code = login.oneTimePassword, !code.isEmpty {
                guard HeaderGrammar.isValue(code) else {
                    throw .driver(.invalid(field: "otp", message: "a one-time password has digits only"))
                }
                headers.append(TransportHeader(name, code, isSensitive: true))
            }
            return headers
        }
    }

    private func secret(_ slot: SecretSlot) throws(OperationError) -> String {
        guard let secret = credentials.secrets[slot] else {
            throw .contractViolation("\(manifest.id) asks for \(slot.rawValue), which this operation does not have")
        }
        return secret
    }

    private func form(_ fields: [ForgeRequest.FormField]) throws(OperationError) -> String {
        var items: [(String, String)] = []
        for field in fields {
            switch field.value {
            case .string(let text): items.append((field.name, text))
            case .secret(let slot): items.append((field.name, try secret(slot)))
            default: throw .contractViolation("\(manifest.id) puts something other than a text into a form")
            }
        }
        return PercentEncoding.query(items)
    }

    private func json(_ value: JSONValue) throws(OperationError) -> String {
        switch value {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        case .string(let text): return JSONText.quoted(text)
        case .secret(let slot): return JSONText.quoted(try secret(slot))
        case .array(let items):
            var parts: [String] = []
            for item in items { parts.append(try json(item)) }
            return "[\(parts.joined(separator: ","))]"
        case .object(let members):
            var parts: [String] = []
            for member in members { parts.append("\(JSONText.quoted(member.name)):\(try json(member.value))") }
            return "{\(parts.joined(separator: ","))}"
        }
    }
}
