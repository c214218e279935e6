import Foundation

/// Everything that the forge knows. Every collection has a bound: what is asked for beyond it is refused, and of
/// short-lived things the oldest go.
struct ForgeData: Sendable {
    enum Kind: Hashable, Sendable {
        case user, repository, token, key, hook, status, pull, release, application, commit, delivery
    }

    static let maxUsers = 1_000
    static let maxRepositories = 10_000
    static let maxTokensPerUser = 100
    static let maxApplications = 100
    static let maxGrants = 10_000
    static let maxRedirects = 10_000
    static let maxRequests = 1_000
    static let maxSent = 1_000

    let dialect: any ForgeDialect
    var links: ForgeLinks
    let now: @Sendable () -> Date
    var users: [Int64: ForgeUser] = [:]
    var repositories: [Int64: ForgeRepository] = [:]
    /// Paths in lower case; old paths of renamed repositories are in `redirects`.
    var repositoryIDs: [String: Int64] = [:]
    var redirects: [String: Int64] = [:]
    var applications: [ForgeOAuth2Application] = []
    var apps: [ForgeApp] = []
    var installations: [ForgeInstallation] = []
    var installationTokens: [ForgeInstallationToken] = []
    var requestsPerHour = 5000
    /// By user; 0 is whoever has no name.
    var rateLimits: [Int64: RateLimit] = [:]
    var codes: [ForgeOAuth2Code] = []
    var accessTokens: [ForgeAccessToken] = []
    var refreshTokens: [ForgeRefreshToken] = []
    var accessTokenLifetimeSeconds: Int
    var oneTimePasswordsWorkOnce = true
    var signsDeliveries = true
    var faults = ForgeFaults()
    var requests: [String] = []
    /// The last deliveries of all hooks, the oldest first.
    var sent: [ForgeSentDelivery] = []
    /// Deliveries that were made since the last look.
    var outbox: [ForgeDelivery] = []
    private var lastIDs: [Kind: Int64] = [:]

    init(dialect: any ForgeDialect, root: String, now: @escaping @Sendable () -> Date) {
        self.dialect = dialect
        accessTokenLifetimeSeconds = dialect.accessTokenLifetimeSeconds
        links = ForgeLinks(root: root)
        self.now = now
    }

    mutating func nextID(_ kind: Kind) -> Int64 {
        lastIDs[kind, default: 0] += 1
        return lastIDs[kind, default: 0]
    }

    mutating func record(_ request: String) {
        requests.append(request)
        if requests.count > Self.maxRequests { requests.removeFirst() }
    }

    func user(named name: String) -> ForgeUser? {
        users.values.first { $0.name.lowercased() == name.lowercased() }
    }

    func repository(owner: String, name: String) -> ForgeRepository? { repository(path: "\(owner)/\(name)") }

    func repository(path: String) -> ForgeRepository? {
        repositoryIDs[path.lowercased()].flatMap { repositories[$0] }
    }

    /// What somebody may do with a repository; nil is a caller without a name.
    func access(of userID: Int64?, to repository: ForgeRepository) -> ForgeAccess {
        let open: ForgeAccess = repository.isPrivate ? .none : .read
        guard let userID, let user = users[userID] else { return open }
        let isMember = groups(above: repository).contains { $0.memberIDs?.contains(userID) == true }
        let isInstalled = user.installationOwnerID == repository.ownerID
        if user.isAdministrator || userID == repository.ownerID || isMember || isInstalled { return .admin }
        return max(open, repository.collaborators[userID] ?? .none)
    }

    func path(of repository: ForgeRepository) -> String {
        "\(users[repository.ownerID]?.name ?? "")/\(repository.name)"
    }

    /// The groups above a repository, the nearest first; what belongs to a person has none.
    func groups(above repository: ForgeRepository) -> [ForgeUser] {
        guard let owner = users[repository.ownerID], owner.isOrganization else { return [] }
        var names = owner.name.split(separator: "/").map(String.init)
        var groups: [ForgeUser] = []
        while !names.isEmpty {
            if let group = user(named: names.joined(separator: "/")) { groups.append(group) }
            names.removeLast()
        }
        return groups
    }
}
