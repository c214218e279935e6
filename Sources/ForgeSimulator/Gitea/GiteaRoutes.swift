import Foundation
import HTTPTypes
import Hummingbird

/// Gitea's routes.
struct GiteaRoutes: ForgeRoutes {
    let state: ForgeState

    func caller(of request: Request, _ data: inout ForgeData) throws(ForgeRefusal) -> ForgeCaller? {
        try data.caller(
            authorization: request.headers[.authorization], oneTimePassword: request.headers[.oneTimePassword])
    }

    func add(to router: RouterGroup<Context>, pages: Router<Context>) {
        pages.get(".well-known/openid-configuration") { _, _ in openIDConfiguration() }
        let api = router.group("api/v1")
        api.get("version") { _, _ in Response(200, forge: ["version": "1.15.0"]) }
        addUsers(to: api)
        addOrganizations(to: api)
        addRepositories(to: api)
        addRefs(to: api)
        addFiles(to: api)
        addProjects(to: api)
        addWebhooks(to: api)
        addPullRequests(to: api)
    }

    /// Answers with one page of a list.
    ///
    /// - Parameter countsAll: Whether the answer says how many there are and where the other pages are.
    func answerPage(
        _ request: Request, countsAll: Bool = true,
        _ body: (inout ForgeData, ForgeCaller?) throws -> [@Sendable () -> ForgeJSON]
    ) throws -> Response {
        let page = GiteaPage(query: query(request))
        let (json, headers) = try state.withData { data -> (ForgeJSON, HTTPFields) in
            let caller = try caller(of: request, &data)
            let all = try body(&data, caller)
            let headers = countsAll ? page.headers(total: all.count, url: data.links.root + request.uri.path) : [:]
            return (.array(page.slice(all).map { $0() }), headers)
        }
        return Response(200, forge: json, headers: headers)
    }

    private func openIDConfiguration() -> Response {
        let root = state.withData { $0.links.root }
        let json: ForgeJSON = [
            "issuer": .string(root + "/"), "authorization_endpoint": .string(root + "/login/oauth/authorize"),
            "token_endpoint": .string(root + "/login/oauth/access_token"),
            "jwks_uri": .string(root + "/login/oauth/keys"),
            "userinfo_endpoint": .string(root + "/login/oauth/userinfo"),
            "response_types_supported": ["code", "id_token"],
            "id_token_signing_alg_values_supported": ["RS256"], "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "profile", "email"],
            "claims_supported": [
                "aud", "exp", "iat", "iss", "sub", "name", "preferred_username", "profile", "picture", "website",
                "locale", "updated_at", "email", "email_verified",
            ],
            "code_challenge_methods_supported": ["plain", "S256"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
        ]
        // Not the API's media type: another part of the server answers this.
        return Response(200, text: String(decoding: json.bytes, as: UTF8.self), type: "application/json")
    }
}

extension HTTPField.Name {
    // A valid field name; the fallback can't be reached.
    static let oneTimePassword = HTTPField.Name("X-Gitea-OTP") ?? .eTag
}
