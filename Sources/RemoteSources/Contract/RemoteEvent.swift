/// What happened at a forge, in words that are the same for all of them. As JSON, it is what `docs/drivers.md` says.
public struct RemoteEvent: Sendable, Hashable, Codable {
    /// The driver's type, as remote sources name it. The host fills it in.
    public var driver: String
    /// The delivery's id, the same when it is sent again. Where a forge gives none, the host takes the body's digest.
    public var deliveryID: String
    /// What happened.
    public var kind: Kind
    /// What happened to a pull request; nil for everything else.
    public var action: Action?
    /// The repository that this is about.
    public var repository: Repository
    /// The full ref: `refs/heads/…`, `refs/tags/…`, or what a pull request's head is fetched from.
    public var ref: String?
    /// The branch of a push or of its removal.
    public var branch: String?
    /// The tag that was made, moved or removed.
    public var tag: String?
    /// What the ref pointed to before; nil when there was none, or the forge doesn't say.
    public var before: String?
    /// The commit that it points to now, never a tag object; nil when the ref is gone, or the forge doesn't say.
    public var after: String?
    /// The commits that came, newest last; perhaps not all of them.
    public var commits: [Commit]
    /// Who did it, where the forge says so.
    public var sender: Sender?
    /// The pull request that this is about.
    public var pullRequest: PullRequest?
    /// The page with the changes.
    public var compareURL: String?
    /// The page of the pull request, else of the commit, else of the repository.
    public var webURL: String?
    /// Whether the newest commit, or the push itself, asks for nothing to be run.
    public var skipRequested: Bool
    /// Whether `commits` is known to lack some.
    public var truncated: Bool

    /// What can happen.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A branch was made or moved.
        case push
        /// A tag was made or moved.
        case tag
        case branchDeleted, tagDeleted, pullRequest
        /// The forge tries whether deliveries arrive.
        case ping
        case repositoryRenamed, repositoryTransferred, repositoryDeleted
    }

    /// What can happen to a pull request.
    public enum Action: String, Sendable, Hashable, Codable, CaseIterable {
        case opened
        /// Its head has other commits than before.
        case synchronized
        case reopened, closed, merged
    }

    /// Creates an event.
    ///
    /// - Parameters:
    ///   - kind: What happened.
    ///   - deliveryID: The delivery's id; empty where the forge gives none.
    ///   - repository: The repository.
    ///   - sender: Who did it.
    public init(_ kind: Kind, deliveryID: String, repository: Repository, sender: Sender?) {
        driver = ""
        self.deliveryID = deliveryID
        self.kind = kind
        self.repository = repository
        self.sender = sender
        commits = []
        skipRequested = false
        truncated = false
    }
}
