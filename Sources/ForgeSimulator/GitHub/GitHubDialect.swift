import HTTPTypes
import Hummingbird

/// GitHub Enterprise Server: GitHub at one address, its API below `/api/v3`.
struct GitHubDialect: ForgeDialect {
    let oauth2 = ForgeOAuth2Paths(
        authorize: "/login/oauth/authorize", grant: "/login/oauth/grant", token: "/login/oauth/access_token")
    let refresh = ForgeRefreshRules(endsAccessToken: true, needsRedirectURI: false)
    let accessTokenLifetimeSeconds = 28_800

    func addRoutes(to router: RouterGroup<ForgeContext>, pages: Router<ForgeContext>, state: ForgeState) {
        GitHubRoutes(state: state).add(to: router)
    }

    func response(to refusal: ForgeRefusal, links: ForgeLinks) -> Response {
        let documentation = (name: "documentation_url", value: ForgeJSON.string("https://docs.github.com/rest"))
        func answer(_ message: String, _ more: [(name: String, value: ForgeJSON)] = []) -> Response {
            let members = [(name: "message", value: ForgeJSON.string(message))] + more + [documentation]
            return Response(refusal.status, forge: .object(members))
        }
        switch refusal.body {
        case _ where refusal.status == 401: return answer("Bad credentials")
        case .missing: return answer("Not Found")
        case .sentence(let message): return answer(message)
        case .fields(let fields):
            let errors = fields.map { field -> ForgeJSON in
                [
                    "resource": "Resource", "code": "custom", "field": .string(field.name),
                    "message": .string(field.problem),
                ]
            }
            return answer("Validation Failed", [("errors", .array(errors))])
        case .moved(let location):
            return Response(
                301,
                forge: [
                    "message": "Moved Permanently", "url": .string(location), documentation.name: documentation.value,
                ],
                headers: [.location: location])
        }
    }

    /// Tokens come as a form unless JSON is asked for; so do errors, whose status is 200.
    private func response(_ members: [(name: String, value: ForgeJSON)], accept: String?) -> Response {
        if accept?.contains("application/json") == true { return Response(200, forge: .object(members)) }
        let items = members.map { member in
            let text: String =
                switch member.value {
                case .string(let text): text
                case .int(let number): String(number)
                default: ""
                }
            return "\(member.name)=\(ForgeForm.encoded(text))"
        }
        return Response(
            200, text: items.joined(separator: "&"), type: "application/x-www-form-urlencoded; charset=utf-8")
    }

    func response(to grant: ForgeGrant, accept: String?) -> Response {
        response(
            [
                ("access_token", .string(grant.accessToken)), ("expires_in", .count(grant.lifetimeSeconds)),
                ("refresh_token", .string(grant.refreshToken)), ("refresh_token_expires_in", 15_897_600),
                ("scope", ""), ("token_type", "bearer"),
            ], accept: accept)
    }

    func response(to problem: ForgeGrantProblem, accept: String?) -> Response {
        let (error, description) =
            switch problem {
            case .unknownClient, .wrongSecret:
                ("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.")
            case .wrongCode: ("bad_verification_code", "The code passed is incorrect or expired.")
            case .unknownRefreshToken, .usedRefreshToken:
                ("bad_refresh_token", "The refresh token passed is incorrect or expired.")
            case .unsupportedGrantType: ("unsupported_grant_type", "The grant_type is not supported.")
            }
        return response(
            [
                ("error", .string(error)), ("error_description", .string(description)),
                ("error_uri", "https://docs.github.com/apps"),
            ], accept: accept)
    }
}
