import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit

/// The consent page and the token endpoint.
struct ForgeOAuth2Routes: Sendable {
    typealias Context = ForgeContext

    let state: ForgeState
    let dialect: any ForgeDialect

    func addPages(to router: Router<Context>) {
        router.get(RouterPath(dialect.oauth2.authorize)) { request, _ in
            let consent = ForgeConsent(ForgeForm.fields(request.uri.query ?? ""))
            return respond(to: consent) { .ask(message: nil) }
        }
        router.post(RouterPath(dialect.oauth2.grant)) { request, context in
            let fields = try await form(request, context)
            let consent = ForgeConsent(fields)
            return respond(to: consent) {
                guard fields["granted"] == "true" else { return .redirect([("error", "access_denied")]) }
                return grant(consent, fields)
            }
        }
    }

    func addTokenEndpoint(to router: RouterGroup<Context>) {
        router.post(RouterPath(dialect.oauth2.token)) { request, context in
            var asked: ForgeTokenRequest
            if request.headers[.contentType]?.hasPrefix("application/json") == true {
                asked = try await request.decodeJSON(ForgeTokenRequest.self, context: context)
            } else {
                asked = ForgeTokenRequest(form: try await form(request, context))
            }
            asked.readClient(from: request.headers[.authorization])
            let accept = request.headers[.accept]
            do throws(ForgeGrantProblem) {
                let grant = try state.withData { [asked] data throws(ForgeGrantProblem) in
                    try data.grantTokens(asked)
                }
                return dialect.response(to: grant, accept: accept)
            } catch {
                return dialect.response(to: error, accept: accept)
            }
        }
    }

    private enum Outcome {
        case ask(message: String?)
        case redirect([(name: String, value: String)])
    }

    /// Checks the client before anything else: the browser is sent only where the client is known to be.
    private func respond(to consent: ForgeConsent, _ outcome: () -> Outcome) -> Response {
        let application = state.withData { data in
            data.applications.first { $0.clientID == consent.field("client_id") }
        }
        guard let application else { return ForgeConsentPage.refusal("Client ID not registered") }
        guard application.redirectURIs.contains(consent.field("redirect_uri")) else {
            return ForgeConsentPage.refusal("Unregistered Redirect URI")
        }
        if let problem = consent.problem {
            return Self.redirect(
                consent.redirect([("error", problem.error), ("error_description", problem.description)]))
        }
        switch outcome() {
        case .ask(let message):
            return ForgeConsentPage.response(
                consent, application: application.name, action: dialect.oauth2.grant, message: message)
        case .redirect(let items): return Self.redirect(consent.redirect(items))
        }
    }

    private func grant(_ consent: ForgeConsent, _ fields: [String: String]) -> Outcome {
        let code: String? = state.withData { data in
            guard
                let user = try? data.logIn(
                    fields["login"] ?? "", password: fields["password"] ?? "", oneTimePassword: fields["otp"])
            else { return nil }
            return data.addCode(
                for: user, clientID: consent.field("client_id"), redirectURI: consent.field("redirect_uri"),
                challenge: consent.field("code_challenge"), method: consent.field("code_challenge_method"))
        }
        return code.map { .redirect([("code", $0)]) } ?? .ask(message: "Username or password is incorrect.")
    }

    private static func redirect(_ location: String) -> Response {
        Response(status: .found, headers: [.location: location, .cacheControl: "no-store"])
    }

    private func form(_ request: Request, _ context: Context) async throws -> [String: String] {
        ForgeForm.fields(String(buffer: try await request.collectBytes(context: context)))
    }
}

extension ForgeTokenRequest {
    init(form: [String: String]) {
        grant_type = form["grant_type"]
        client_id = form["client_id"]
        client_secret = form["client_secret"]
        code = form["code"]
        code_verifier = form["code_verifier"]
        redirect_uri = form["redirect_uri"]
        refresh_token = form["refresh_token"]
    }

    /// A client may also name itself in a header (RFC 6749 §2.3.1).
    mutating func readClient(from authorization: String?) {
        guard let encoded = authorization?.split(separator: " ").last, authorization?.hasPrefix("Basic ") == true,
            let data = Data(base64Encoded: String(encoded))
        else { return }
        let parts = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return }
        client_id = client_id ?? parts[0]
        client_secret = client_secret ?? parts[1]
    }
}
