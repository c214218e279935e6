import ConfigStoreClient
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import ServiceKit

/// Finds out who asks: admin token, user token, or session (as a token or in a cookie).
struct IdentityMiddleware: RouterMiddleware {
    typealias Context = GatewayContext

    let configStore: ConfigStoreClient
    let configuration: GatewayConfiguration
    let keys: GatewayKeys
    /// Nil when there is no admin token.
    private let adminDigest: SHA256.Digest?

    init(configStore: ConfigStoreClient, configuration: GatewayConfiguration, keys: GatewayKeys) {
        self.configStore = configStore
        self.configuration = configuration
        self.keys = keys
        adminDigest = configuration.adminToken.flatMap { $0.isEmpty ? nil : SHA256.hash(data: Array($0.utf8)) }
    }

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.clientAddress = ClientAddress.of(
            peer: context.service.remoteAddress?.ipAddress, forwardedFor: request.headers[values: .xForwardedFor],
            isTrustedProxy: configuration.isTrustedProxy)
        do {
            // Nobody yet: only what is asked to find out who it is goes under this.
            context.identity = try await CallerIdentity.$current.withValue(context.caller) {
                try await identity(of: request)
            }
        } catch let error as ConfigStoreClientError {
            throw ServiceError(error)
        }
        if case .user(_, viaCookie: true) = context.identity { try requireOwnOrigin(request) }
        do {
            return try await CallerIdentity.$current.withValue(context.caller) {
                try await RequestDeadline.$current.withValue(context.service.deadline) {
                    try await next(request, context)
                }
            }
        } catch let error as ConfigStoreClientError {
            throw ServiceError(error)
        }
    }

    private func identity(of request: Request) async throws -> Identity {
        if let header = request.headers.value(of: .authorization) {
            let scheme = header.prefix { $0 != " " }
            let token = header[scheme.endIndex...].drop { $0 == " " }
            guard ["token", "bearer"].contains(scheme.lowercased()), !token.isEmpty, token.utf8.count <= 256 else {
                throw ServiceError(
                    .unauthorized, code: "unauthorized", "the Authorization header takes: token <token>")
            }
            return try await identity(ofToken: String(token))
        }
        guard let cookie = request.cookies[configuration.sessionCookieName]?.value,
            let id = SessionToken.verify(cookie, key: keys.sessions)
        else { return .anonymous }
        do throws(ConfigStoreClientError) {
            return .user(try await configStore.authenticate(sessionID: id), viaCookie: true)
        } catch {
            if error.code == "unauthorized" { return .anonymous }
            throw error
        }
    }

    private func identity(ofToken token: String) async throws -> Identity {
        // Digests are compared in constant time.
        if let adminDigest, adminDigest == SHA256.hash(data: Array(token.utf8)) { return .administrator }
        guard token.hasPrefix(SessionToken.prefix) else {
            return .user(try await configStore.authenticate(token: token), viaCookie: false)
        }
        guard let id = SessionToken.verify(token, key: keys.sessions) else {
            throw ServiceError(.unauthorized, code: "unauthorized", "this session is not valid")
        }
        return .user(try await configStore.authenticate(sessionID: id), viaCookie: false)
    }

    /// A cookie goes along with requests that another site starts; those must change nothing.
    private func requireOwnOrigin(_ request: Request) throws {
        if request.method == .get || request.method == .head { return }
        let isOwn =
            request.headers[.origin].map { $0 == configuration.origin }
            ?? (request.headers[.secFetchSite] == "same-origin")
        guard isOwn else {
            throw ServiceError(
                .forbidden, code: "crossSite", "a change with a cookie needs the Origin \(configuration.origin)")
        }
    }
}

extension HTTPField.Name {
    // Valid field names; the fallbacks can't be reached.
    fileprivate static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .eTag
    static let xForwardedFor = HTTPField.Name("X-Forwarded-For") ?? .eTag
}

extension GatewayConfiguration {
    var isSecure: Bool { webURL.hasPrefix("https://") }
    /// The prefix makes browsers keep it to this host, over TLS.
    var sessionCookieName: String { isSecure ? "__Host-session" : "session" }
    var flowCookieName: String { isSecure ? "__Host-flow" : "flow" }

    /// Scheme, host and port of `webURL`.
    var origin: String {
        let parts = webURL.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.prefix(3).joined(separator: "/")
    }

    /// A cookie that scripts can't read and other sites' requests don't carry.
    func cookie(_ name: String, _ value: String, maxAge: Int, sameSite: Cookie.SameSite) -> Cookie {
        Cookie(
            name: name, value: value, maxAge: maxAge, path: "/", secure: isSecure, httpOnly: true, sameSite: sameSite)
    }
}
