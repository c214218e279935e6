public import RemoteSources

/// The driver for Gitea and Forgejo, from Gitea 1.15 on.
///
/// Source: Gitea's API documentation and recorded exchanges of a real server.
public struct GiteaDriver: RemoteSourceDriver {
    /// Creates the driver; it keeps nothing.
    public init() {}

    public var manifest: DriverManifest {
        DriverManifest(
            id: "builtin/gitea",
            version: "1.0.0",
            capabilities: [
                .userInfo, .passwordLogin, .oauth2, .oauth2PKCE, .oauth2Refresh, .repositories, .refs, .files,
                .deployKeys, .webhooks, .webhookTest, .events, .commitStatus, .links,
            ],
            authTypes: [.oauth2, .password],
            // Without a scope, and with one that a server doesn't know, it grants everything: the least is asked for.
            oauth2: .init(
                authorizePath: ["login", "oauth", "authorize"], tokenPath: ["login", "oauth", "access_token"],
                scopes: ["read:user", "write:repository", "read:organization"]),
            tokenScopes: ["read:user", "write:repository", "read:organization"],
            oneTimePasswordHeader: "X-Gitea-OTP",
            webhookSchemes: [.hmacSHA256Hex(header: "x-gitea-signature", prefix: "")],
            webhookForm: .signsPayload,
            webhookEvents: ["push", "create", "delete", "pull_request", "release", "repository"])
    }

    /// The API's root, and a path below it.
    static func api(_ path: [String]) -> [String] { ["api", "v1"] + path }

    static func api(_ repository: RepositoryPath, _ path: [String]) throws(DriverError) -> [String] {
        guard repository.segments.count == 2 else {
            throw .invalid(field: "path", message: "a repository's path at Gitea is owner/name")
        }
        return api(["repos"] + repository.segments + path)
    }

    /// A request with the usual credential.
    static func request(
        _ method: String, _ path: [String], query: [ForgeRequest.QueryItem] = [], body: ForgeRequest.Body = .none
    ) -> ForgeRequest {
        ForgeRequest(method, path, query: query, body: body, credential: .token)
    }

    /// No list is longer; it keeps a page token that somebody made up from overflowing.
    private static let maxPage = 1_000_000

    /// A call for one page of a list. A list goes on until a page is empty: servers may give less than they are asked
    /// for on any page.
    static func page<Answer: Decodable & Sendable, Output: Sendable>(
        _ path: [String], _ page: PageToken?, limit: Int? = nil, as type: Answer.Type,
        _ convert: @escaping @Sendable (Answer) -> Output
    ) throws(DriverError) -> Call<Page<Output>> {
        let number = page.map { Int($0.rawValue) ?? 0 } ?? 1
        guard (1...maxPage).contains(number) else {
            throw .invalid(field: "page", message: "this page token is not one of this driver")
        }
        var query = limit.map { [ForgeRequest.QueryItem("limit", String($0))] } ?? []
        if limit != nil || number > 1 { query.append(.init("page", String(number))) }
        return Call(request("GET", path, query: query)) { response throws(DriverError) in
            let answers = try ForgeAnswer.decode([Answer].self, from: response)
            return .done(Page(items: answers.map(convert), next: answers.isEmpty ? nil : PageToken(String(number + 1))))
        }
    }
}
