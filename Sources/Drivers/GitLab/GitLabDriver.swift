public import RemoteSources

/// The driver for GitLab, gitlab.com or self-hosted, also below a path of its host.
///
/// Source: GitLab's API documentation, and payloads that other projects publish.
public struct GitLabDriver: RemoteSourceDriver {
    /// Creates the driver; it keeps nothing.
    public init() {}

    public var manifest: DriverManifest {
        DriverManifest(
            id: "builtin/gitlab",
            version: "1.0.0",
            capabilities: [
                .userInfo, .oauth2, .oauth2PKCE, .oauth2Refresh, .repositories, .refs, .files, .deployKeys, .webhooks,
                .webhookTest, .webhookDeliveries, .events, .commitStatus, .links,
            ],
            authTypes: [.oauth2],
            // Keys, webhooks and statuses need the whole API; there is no smaller scope for them.
            oauth2: .init(authorizePath: ["oauth", "authorize"], tokenPath: ["oauth", "token"], scopes: ["api"]),
            webhookSchemes: [.standardWebhooks, .sharedToken(header: "x-gitlab-token")],
            webhookEvents: ["push_events", "tag_push_events", "merge_requests_events"],
            limits: .init(pageSize: GitLabDriver.pageSize))
    }

    /// The most that GitLab gives in one page.
    static let pageSize = 100

    /// The API's root, and a path below it.
    static func api(_ path: [String]) -> [String] { ["api", "v4"] + path }

    /// A project by its whole path, in one segment: groups may be nested.
    static func api(_ repository: RepositoryPath, _ path: [String]) -> [String] {
        api(["projects", repository.description] + path)
    }

    /// A numeric id of the forge, which nothing else may stand in for.
    static func number(_ id: String, _ field: String) throws(DriverError) -> String {
        guard (1...19).contains(id.utf8.count), id.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw .invalid(field: field, message: "an id at GitLab is a number")
        }
        return id
    }
}
