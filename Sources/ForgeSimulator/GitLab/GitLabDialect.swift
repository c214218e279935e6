import Foundation
import HTTPTypes
import Hummingbird

/// GitLab 17, with the signatures of its newest releases.
struct GitLabDialect: ForgeDialect {
    let oauth2 = ForgeOAuth2Paths(authorize: "/oauth/authorize", grant: "/oauth/authorize", token: "/oauth/token")
    let refresh = ForgeRefreshRules(endsAccessToken: true, needsRedirectURI: true)
    let accessTokenLifetimeSeconds = 7200

    func addRoutes(to router: RouterGroup<ForgeContext>, pages: Router<ForgeContext>, state: ForgeState) {
        GitLabRoutes(state: state).add(to: router)
    }

    func response(to refusal: ForgeRefusal, links: ForgeLinks) -> Response {
        switch refusal.body {
        case _ where refusal.status == 401: Response(401, forge: ["message": "401 Unauthorized"])
        case .sentence(let message): Response(refusal.status, forge: ["message": .string(message)])
        case .fields(let fields):
            Response(
                refusal.status,
                forge: ["message": .object(fields.map { (name: $0.name, value: .strings([$0.problem])) })])
        case .missing(let message, _):
            Response(refusal.status, forge: ["message": .string(message == "Not Found" ? "404 Not Found" : message)])
        case .moved(let location):
            Response(
                301, text: "This resource has been moved permanently to \(location)\n", type: "text/plain",
                headers: [.location: location])
        }
    }

    func response(to grant: ForgeGrant, accept: String?) -> Response {
        Response(
            200,
            forge: [
                "access_token": .string(grant.accessToken), "token_type": "Bearer",
                "expires_in": .count(grant.lifetimeSeconds), "refresh_token": .string(grant.refreshToken),
                "scope": "api", "created_at": .int(Int64(grant.created.timeIntervalSince1970)),
            ])
    }

    func response(to problem: ForgeGrantProblem, accept: String?) -> Response {
        let (status, error, description) =
            switch problem {
            case .unknownClient, .wrongSecret:
                (
                    401, "invalid_client",
                    "Client authentication failed due to unknown client, no client authentication included, or "
                        + "unsupported authentication method."
                )
            case .wrongCode, .unknownRefreshToken, .usedRefreshToken:
                (
                    400, "invalid_grant",
                    "The provided authorization grant is invalid, expired, revoked, does not match the redirection "
                        + "URI used in the authorization request, or was issued to another client."
                )
            case .unsupportedGrantType:
                (
                    400, "unsupported_grant_type",
                    "The authorization grant type is not supported by the authorization server."
                )
            }
        return Response(status, forge: ["error": .string(error), "error_description": .string(description)])
    }
}
