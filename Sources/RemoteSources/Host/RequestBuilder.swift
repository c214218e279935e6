import Foundation
import HTTPTransport

/// Turns a driver's description of a request into the request: escapes, fills slots, encodes.
struct RequestBuilder {
    let connection: RemoteSourceConnection
    let manifest: DriverManifest
    let credentials: CredentialSet

    func build(_ request: ForgeRequest, deadline: ContinuousClock.Instant) throws(OperationError) -> TransportRequest {
        var built = TransportRequest(
            method: request.method, url: try url(request), deadline: deadline,
            maxResponseBytes: manifest.limits.maxResponseBytes, tls: connection.tls, proxyURL: connection.proxyURL)
        built.headers = [TransportHeader("Accept", "application/json")]
        for header in request.headers {
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

    private func url(_ request: ForgeRequest) throws(OperationError) -> String {
        var url = connection.apiURL
        for segment in request.path {
            guard !segment.isEmpty, segment != ".", segment != ".." else {
                throw .driver(.invalid(field: "path", message: "a path has no empty parts, and no . or .."))
            }
            url += "/" + PercentEncoding.encode(segment)
        }
        if !request.query.isEmpty {
            url += "?" + PercentEncoding.query(request.query.map { ($0.name, $0.value) })
        }
        return url
    }

    private func credentialHeaders(_ slot: CredentialSlot) throws(OperationError) -> [TransportHeader] {
        func token() throws(OperationError) -> String {
            guard let token = credentials.accessToken, !token.isEmpty else {
                throw .driver(.unauthorized("there is no token for this remote source"))
            }
            return token
        }
        switch slot {
        case .none: return []
        case .bearer: return [TransportHeader("Authorization", "Bearer \(try token())", isSensitive: true)]
        case .token: return [TransportHeader("Authorization", "token \(try token())", isSensitive: true)]
        case .privateToken: return [TransportHeader("PRIVATE-TOKEN", try token(), isSensitive: true)]
        case .basic:
            guard let login = credentials.login, !login.name.contains(":") else {
                throw .driver(.unauthorized("a login name without a colon and a password are needed"))
            }
            let pair = Data("\(login.name):\(login.password)".utf8).base64EncodedString()
            var headers = [TransportHeader("Authorization", "Basic \(pair)", isSensitive: true)]
            if let name = manifest.oneTimePasswordHeader, let code = login.oneTimePassword, !code.isEmpty {
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
