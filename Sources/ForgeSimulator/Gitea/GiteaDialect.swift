import HTTPTypes
import Hummingbird

/// Gitea 1.15.
struct GiteaDialect: ForgeDialect {
    let oauth2 = ForgeOAuth2Paths(
        authorize: "/login/oauth/authorize", grant: "/login/oauth/grant", token: "/login/oauth/access_token")
    let refresh = ForgeRefreshRules(endsAccessToken: false, needsRedirectURI: false)
    let accessTokenLifetimeSeconds = 3600

    func addRoutes(to router: RouterGroup<ForgeContext>, pages: Router<ForgeContext>, state: ForgeState) {
        GiteaRoutes(state: state).add(to: router, pages: pages)
    }

    func response(to refusal: ForgeRefusal, links: ForgeLinks) -> Response {
        let documentation = ForgeJSON.string(links.documentation)
        switch refusal.body {
        case .sentence(let message):
            return Response(refusal.status, forge: ["message": .string(message), "url": documentation])
        case .missing(let message, let errors):
            let list: ForgeJSON = errors.map { .strings($0) } ?? .null
            return Response(
                refusal.status,
                forge: ["documentation_url": documentation, "errors": list, "message": .string(message)])
        case .fields(let fields):
            let text = fields.map { "\($0.name): \($0.problem)" }.joined(separator: ", ")
            return Response(refusal.status, forge: ["message": .string(text), "url": documentation])
        case .moved(let location):
            return Response(
                refusal.status, text: "<a href=\"\(ForgeHTML.escaped(location))\">Found</a>.\n\n",
                type: "text/html; charset=utf-8", headers: [.location: location])
        }
    }

    func response(to grant: ForgeGrant, accept: String?) -> Response {
        Response(
            200,
            forge: [
                "access_token": .string(grant.accessToken), "token_type": "bearer",
                "expires_in": .count(grant.lifetimeSeconds), "refresh_token": .string(grant.refreshToken),
            ])
    }

    func response(to problem: ForgeGrantProblem, accept: String?) -> Response {
        let (error, description) =
            switch problem {
            case .unknownClient(let id):
                ("invalid_client", "cannot load client with client id: \"\(id.prefix(100))\"")
            case .wrongSecret, .wrongCode, .unknownRefreshToken: ("unauthorized_client", "client is not authorized")
            case .usedRefreshToken: ("unauthorized_client", "token was already used")
            case .unsupportedGrantType:
                ("unsupported_grant_type", "Only refresh_token or authorization_code grant type is supported")
            }
        return Response(400, forge: ["error": .string(error), "error_description": .string(description)])
    }
}

extension ForgeLinks {
    var documentation: String { root + "/api/swagger" }

    func repository(_ path: String) -> String { "\(root)/api/v1/repos/\(path)" }
    func avatar(_ name: String) -> String { "\(root)/user/avatar/\(name)/-1" }
}
