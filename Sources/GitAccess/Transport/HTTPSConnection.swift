import Foundation
import HTTPTransport

/// Git's protocol over https (gitprotocol-http(5)): each request is one of its own.
struct HTTPSConnection: UploadPackConnection {
    let url: String
    let remote: GitRemote
    let transport: any HTTPTransport
    let deadline: ContinuousClock.Instant
    let limits: GitLimits

    func advertisement() async throws(GitError) -> [UInt8] {
        try await send("GET", "/info/refs?service=git-upload-pack", maxBytes: limits.refsBytes)
    }

    func exchange(_ request: UploadPackRequest, maxBytes: Int) async throws(GitError) -> [UInt8] {
        try await send("POST", "/git-upload-pack", body: request.bytes, maxBytes: maxBytes)
    }

    func close() async {}

    private func send(
        _ method: String, _ path: String, body: [UInt8] = [], maxBytes: Int
    ) async throws(GitError) -> [UInt8] {
        var request = TransportRequest(
            method: method, url: url + path, headers: [TransportHeader("Git-Protocol", "version=2")], body: body,
            deadline: deadline, maxResponseBytes: maxBytes, tls: remote.tls, proxyURL: remote.proxyURL)
        if !body.isEmpty {
            request.headers.append(TransportHeader("Content-Type", "application/x-git-upload-pack-request"))
        }
        if case .password(let user, let password) = remote.credentials {
            let token = Data("\(user):\(password)".utf8).base64EncodedString()
            request.headers.append(TransportHeader("Authorization", "Basic \(token)", isSensitive: true))
        }
        let response: TransportResponse
        do throws(TransportError) {
            response = try await transport.send(request)
        } catch {
            throw GitError(error)
        }
        switch response.status {
        case 200: break
        case 300..<400: throw .moved
        case 401, 403: throw .unauthorized
        case 404, 410: throw .repositoryNotFound
        default: throw .badAnswer("its status is \(response.status)")
        }
        let type = response.headers.first(named: "Content-Type") ?? ""
        guard type.hasPrefix("application/x-git-upload-pack-") else {
            // A web page: a sign-in form, or a server without git's protocol.
            throw .badAnswer("it is not git's protocol")
        }
        return response.body
    }
}

extension GitError {
    init(_ error: TransportError) {
        switch error.code {
        case .addressRefused: self = .addressRefused
        case .tlsFailed: self = .tlsFailed
        case .timedOut: self = .timedOut
        case .cancelled: self = .cancelled
        case .responseTooLarge: self = .tooLarge("the server's answer")
        case .invalidResponse: self = .badAnswer("it is no HTTP")
        default: self = .connectionFailed("it can't be reached")
        }
    }
}
