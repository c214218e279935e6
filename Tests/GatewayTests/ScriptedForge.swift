import Foundation
import HTTPTransport
import Synchronization

/// A forge as far as these tests need one: Gitea's answers to the few requests that the gateway makes of it.
final class ScriptedForge: HTTPTransport {
    struct State {
        var requests: [String] = []
        var refreshes = 0
        var accessToken = "access-0-s3cret"
        var refreshToken = "refresh-0-s3cret"
        var refusesRefresh = false
        var lifetimeSeconds = 3600
        var answer: TransportResponse?
        var failure: TransportError?
        var verifierChallenge = ""
    }

    static let password = "passw0rd-s3cret"
    let state = Mutex(State())

    var requests: [String] { state.withLock { $0.requests } }
    var refreshes: Int { state.withLock { $0.refreshes } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let path = String(request.url.dropFirst("https://git.example.com".count))
        let (scripted, failure) = state.withLock { state in
            state.requests.append("\(request.method) \(path)")
            return (state.answer, state.failure)
        }
        if let failure { throw failure }
        if let scripted { return scripted }
        return answer(request, String(path.split(separator: "?")[0]), String(decoding: request.body, as: UTF8.self))
    }

    private func answer(_ request: TransportRequest, _ path: String, _ body: String) -> TransportResponse {
        let authorization = request.headers.first(named: "Authorization") ?? ""
        switch (request.method, path) {
        case ("POST", "/login/oauth/access_token"): return token(body)
        case ("GET", "/api/v1/user"):
            guard let login = login(authorization) else { return Self.json(401, #"{"message":"token is required"}"#) }
            return Self.json(200, #"{"id":\#(login.count),"login":"\#(login)","email":"\#(login)@example.com"}"#)
        case ("POST", _) where path.hasSuffix("/tokens"):
            return Self.json(201, #"{"id":1,"name":"sallyport","sha1":"personal-s3cret"}"#)
        case ("GET", "/api/v1/user/repos"):
            guard login(authorization) != nil else { return Self.json(401, "{}") }
            return Self.json(
                200, repositories(page: URLComponents(string: request.url)?.queryItems?.last?.value ?? "1"))
        default: return Self.json(404, #"{"message":"Not Found"}"#)
        }
    }

    private func login(_ authorization: String) -> String? {
        if authorization.hasPrefix("Basic "), let data = Data(base64Encoded: String(authorization.dropFirst(6))) {
            let parts = String(decoding: data, as: UTF8.self).split(separator: ":")
            return parts.last.map(String.init) == Self.password ? parts.first.map(String.init) : nil
        }
        let current = state.withLock { $0.accessToken }
        let given = authorization.split(separator: " ").last.map(String.init)
        return given == current || given == "personal-s3cret" ? "alice" : nil
    }

    private func token(_ body: String) -> TransportResponse {
        state.withLock { state in
            if body.contains("grant_type=refresh_token") {
                state.refreshes += 1
                guard !state.refusesRefresh, body.contains("refresh_token=\(state.refreshToken)") else {
                    return Self.json(400, #"{"error":"unauthorized_client","error_description":"already used"}"#)
                }
                state.accessToken = "access-\(state.refreshes)-s3cret"
                state.refreshToken = "refresh-\(state.refreshes)-s3cret"
            } else if !body.contains("code=the-code") || !body.contains("code_verifier=") {
                return Self.json(400, #"{"error":"unauthorized_client"}"#)
            }
            return Self.json(
                200,
                #"{"access_token":"\#(state.accessToken)","refresh_token":"\#(state.refreshToken)","expires_in":\#(state.lifetimeSeconds)}"#
            )
        }
    }

    /// Two pages of repositories and an empty one.
    private func repositories(page: String) -> String {
        let numbers = page == "1" ? Array(1...50) : page == "2" ? Array(51...61) : []
        let items = numbers.map { number in
            #"{"id":\#(number),"full_name":"alice/r\#(number)","private":false,"html_url":"h","ssh_url":"s","clone_url":"c"}"#
        }
        return "[\(items.joined(separator: ","))]"
    }

    static func json(_ status: Int, _ body: String) -> TransportResponse {
        TransportResponse(
            status: status, headers: [TransportHeader("Content-Type", "application/json")], body: Array(body.utf8))
    }
}
