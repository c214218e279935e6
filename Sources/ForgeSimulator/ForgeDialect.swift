import Hummingbird

/// The forges that a simulator can behave like.
package enum ForgeKind: String, Sendable, CaseIterable {
    case gitea, github, gitlab

    var dialect: any ForgeDialect {
        switch self {
        case .gitea: GiteaDialect()
        case .github: GitHubDialect()
        case .gitlab: GitLabDialect()
        }
    }
}

/// How a forge speaks: what is asked where, what its answers and deliveries look like. What it knows, and what happens
/// to it, is the same for all of them.
protocol ForgeDialect: Sendable {
    /// The pages and the token endpoint of OAuth2.
    var oauth2: ForgeOAuth2Paths { get }
    var refresh: ForgeRefreshRules { get }
    /// How long access tokens of OAuth2 work, unless it is changed.
    var accessTokenLifetimeSeconds: Int { get }

    /// Adds the routes of the API.
    ///
    /// - Parameters:
    ///   - router: Where faults are applied already.
    ///   - pages: Where they are not.
    func addRoutes(to router: RouterGroup<ForgeContext>, pages: Router<ForgeContext>, state: ForgeState)

    func response(to refusal: ForgeRefusal, links: ForgeLinks) -> Response

    /// The answer of the token endpoint.
    func response(to grant: ForgeGrant, accept: String?) -> Response

    /// Why there are no tokens.
    func response(to problem: ForgeGrantProblem, accept: String?) -> Response

    /// What is sent to the repository's hooks when something happened to it.
    func deliveries(
        of event: ForgeEvent, in repository: ForgeRepository, by user: ForgeUser, _ data: ForgeData
    ) -> [ForgeDelivery]
}

/// Where OAuth2 is done.
struct ForgeOAuth2Paths: Sendable {
    /// The page where a person consents.
    let authorize: String
    /// Where the page's form goes.
    let grant: String
    /// The token endpoint.
    let token: String
}

/// What a forge makes of a refresh token.
struct ForgeRefreshRules: Sendable {
    /// Whether the access token that came with it ends with it.
    let endsAccessToken: Bool
    /// Whether the redirect URI of the code has to be said again.
    let needsRedirectURI: Bool
}
