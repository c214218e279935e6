public import RemoteSources

/// The driver for github.com, GHE.com tenants and GitHub Enterprise Server.
///
/// Source: GitHub's REST API documentation, and answers and deliveries that GitHub and others have published.
public struct GitHubDriver: RemoteSourceDriver {
    /// Creates the driver; it keeps nothing.
    public init() {}

    public var manifest: DriverManifest {
        DriverManifest(
            id: "builtin/github",
            version: "1.0.0",
            capabilities: [
                .userInfo, .oauth2, .oauth2PKCE, .oauth2Refresh, .repositories, .refs, .files, .deployKeys, .webhooks,
                .webhookTest, .webhookDeliveries, .events, .commitStatus, .links, .appInstallations,
            ],
            authTypes: [.oauth2],
            oauth2: .init(
                authorizePath: ["login", "oauth", "authorize"], tokenPath: ["login", "oauth", "access_token"],
                scopes: ["read:user", "user:email", "read:org", "repo", "admin:repo_hook"]),
            webhookSchemes: [.hmacSHA256Hex(header: "x-hub-signature-256", prefix: "sha256=")],
            webhookForm: .signsForm,
            // What is created or deleted comes as a push too.
            webhookEvents: ["push", "pull_request", "repository"],
            limits: .init(pageSize: Self.pageSize))
    }

    public func endpoints(of url: String) throws(DriverError) -> ForgeEndpoints {
        try GitHubEndpoints.of(url)
    }

    static let pageSize = 100

    static func api(_ repository: RepositoryPath, _ path: [String]) throws(DriverError) -> [String] {
        guard repository.segments.count == 2 else {
            throw .invalid(field: "path", message: "a repository's path at GitHub is owner/name")
        }
        return ["repos"] + repository.segments + path
    }

    /// A request with the headers that GitHub asks for.
    static func request(
        _ method: String, _ path: [String], query: [ForgeRequest.QueryItem] = [], body: ForgeRequest.Body = .none,
        accept: String = "application/vnd.github+json", credential: CredentialSlot = .bearer,
        extracts: [SecretExtraction] = []
    ) -> ForgeRequest {
        ForgeRequest(
            method, path, query: query,
            headers: [.init("Accept", accept), .init("X-GitHub-Api-Version", "2022-11-28")], body: body,
            credential: credential, extracts: extracts)
    }

    /// A call whose answer only has to be a success.
    static func done(_ request: ForgeRequest, accepting accepted: Set<Int> = []) -> Call<Void> {
        Call(request) { response throws(DriverError) in
            try GitHubAnswer.check(response, accepting: accepted)
            try ForgeAnswer.expectSuccess(response, accepting: accepted)
            return .done(())
        }
    }

    /// A call that reads one JSON value.
    static func value<Answer: Decodable & Sendable, Output: Sendable>(
        _ request: ForgeRequest, as type: Answer.Type,
        _ convert: @escaping @Sendable (Answer) throws(DriverError) -> Output
    ) -> Call<Output> {
        Call(request) { response throws(DriverError) in
            .done(try convert(try GitHubAnswer.decode(type, from: response)))
        }
    }

    /// No list is longer; it keeps a page token that somebody made up from overflowing.
    private static let maxPage = 1_000_000

    /// A call for one page of a list, which goes on while the answer's `Link` header says so.
    static func page<Answer: Decodable & Sendable, Output: Sendable>(
        _ path: [String], _ page: PageToken?, query: [ForgeRequest.QueryItem] = [], as type: Answer.Type,
        _ items: @escaping @Sendable (Answer) -> [Output]
    ) throws(DriverError) -> Call<Page<Output>> {
        let number = page.map { Int($0.rawValue) ?? 0 } ?? 1
        guard (1...maxPage).contains(number) else {
            throw .invalid(field: "page", message: "this page token is not one of this driver")
        }
        let numbers = [ForgeRequest.QueryItem("per_page", String(pageSize)), .init("page", String(number))]
        return Call(request("GET", path, query: query + numbers)) { response throws(DriverError) in
            let items = items(try GitHubAnswer.decode(type, from: response))
            let hasNext = GitHubAnswer.linksNext(response)
            return .done(Page(items: items, next: hasNext ? PageToken(String(number + 1)) : nil))
        }
    }
}
