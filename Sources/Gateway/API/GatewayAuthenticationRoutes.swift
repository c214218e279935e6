import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTypes
import Hummingbird
import ServiceKit
import Validation

extension GatewayRouter {
    func addAuthentication(to api: GatewayRoutes) {
        let purposes: [(GatewayOperation, OAuth2State.Purpose)] = [
            (.register, .register), (.login, .login), (.authorize, .authorize),
        ]
        for (operation, purpose) in purposes {
            api.on(operation) { request, context in try await start(purpose, userID: nil, request, context) }
        }
        api.on(.createLinkedAccount) { request, context in
            try await start(.link, userID: try context.requireUser().user.id, request, context)
        }
        api.on(.finishOAuth2) { request, context in try await callback(request, context) }
        api.on(.logout) { request, context in
            let user = try context.requireUser()
            let given =
                request.headers[.authorization]?.split(separator: " ").last.map(String.init)
                ?? request.cookies[configuration.sessionCookieName]?.value ?? ""
            guard let id = SessionToken.verify(given, key: keys.sessions) else {
                throw ServiceError(.invalid, code: "noSession", "this is a token, not a session: delete it instead")
            }
            try await configStore.deleteSession(user: user.user.id, id: id)
            return Response.noContent
        }
    }

    private func start(
        _ purpose: OAuth2State.Purpose, userID: String?, _ request: Request, _ context: Context
    ) async throws -> Response {
        let body = try await request.decodeJSON(SignInRequestBody.self, context: context)
        guard let source = body.remote_source_name, !source.isEmpty else {
            throw ServiceError(.invalid, code: "missingRemoteSource", "remote_source_name is needed")
        }
        if let port = body.loopback_port, !(1024...65535).contains(port) {
            throw ServiceError(
                code: "invalidField",
                violations: Violations([Violation("loopback_port", .outOfRange, "a port from 1024 to 65535 is needed")])
            )
        }
        let outcome = try await signIn.start(
            .init(
                purpose: purpose, sourceRef: source, userName: body.username, userID: userID, login: body.login,
                loopbackPort: body.loopback_port, address: context.clientAddress))
        return try withCookies(outcome, answer(SignInBody(outcome), status: .created))
    }

    /// Where forges send browsers back to.
    func addCallbackPage(to router: RouterGroup<Context>) {
        router.get("callback") { request, context in
            if let response = loopback(request) { return response }
            do {
                let (_, outcome) = try await finish(request, context)
                return withCookies(outcome, CallbackPage.response(to: outcome))
            } catch let error as ServiceError {
                return CallbackPage.response(to: error)
            } catch let error as ConfigStoreClientError {
                return CallbackPage.response(to: ServiceError(error))
            }
        }
    }

    /// Passes what the forge said on to the program that started the flow, on the machine of the browser (RFC 8252 §7.3).
    private func loopback(_ request: Request) -> Response? {
        guard let state = request.uri.queryParameters["state"], let query = request.uri.query,
            let port = signIn.loopbackPort(ofState: String(state))
        else { return nil }
        let wanted = ["code=", "state=", "error="]
        let items = query.split(separator: "&").filter { item in wanted.contains { item.hasPrefix($0) } }
        let address = "http://127.0.0.1:\(port)/oauth2/callback?\(items.joined(separator: "&"))"
        return CallbackPage.response(movingOnTo: address)
    }

    private func callback(_ request: Request, _ context: Context) async throws -> Response {
        let (purpose, outcome) = try await finish(request, context)
        return try withCookies(
            outcome, answer(CallbackBody(request_type: purpose.rawValue, response: SignInBody(outcome))))
    }

    private func finish(
        _ request: Request, _ context: Context
    ) async throws -> (OAuth2State.Purpose, SignInOutcome) {
        let query = request.uri.queryParameters
        if let error = query["error"] {
            let word = String(error.prefix(60).filter { $0.isASCII && ($0.isLetter || $0 == "_") })
            throw ServiceError(.invalid, code: "refusedAtForge", "the forge did not let it happen: \(word)")
        }
        guard let code = query["code"], !code.isEmpty, code.utf8.count <= 2048, let state = query["state"] else {
            throw ServiceError(.invalid, code: "invalidState", "code and state are needed")
        }
        let bindings = [request.headers[.sallyportFlow], request.cookies[configuration.flowCookieName]?.value]
            .compactMap { $0 }
        var userID: String?
        if case .user(let details, _) = context.identity { userID = details.user.id }
        return try await signIn.finish(code: String(code), state: String(state), bindings: bindings, userID: userID)
    }

    /// A browser holds its half of a flow, and its session, in cookies.
    private func withCookies(_ outcome: SignInOutcome, _ response: Response) -> Response {
        var response = response
        switch outcome {
        case .redirect(_, let secret):
            // Lax, as the session too: the forge's redirect back is another site's navigation, and has to carry both.
            response.setCookie(
                configuration.cookie(configuration.flowCookieName, secret, maxAge: 600, sameSite: .lax))
        case .loggedIn(_, let session):
            response.setCookie(
                configuration.cookie(
                    configuration.sessionCookieName, session, maxAge: configuration.sessionLifetimeSeconds,
                    sameSite: .lax))
        default: break
        }
        return response
    }
}
