/// What happened to a repository, for its hooks to hear of.
enum ForgeEvent: Sendable {
    /// A branch or a tag was made, moved or removed.
    case push(ForgePush)
    case release(ForgeRelease, action: String)
    case opened(ForgePullRequest)
    /// The head of a pull request has other commits.
    case synchronized(ForgePullRequest, before: String)
    /// The repository has another name; this is the old one.
    case renamed(from: String)
    /// Somebody tries one hook, whatever it listens to.
    case test(ForgeHook)
}

/// What a push changed; `before` and `after` are nil for a ref that wasn't or isn't there.
struct ForgePush: Sendable {
    let ref: String
    let before: String?
    let after: String?
    /// The object of an annotated tag.
    var tagObject: String?
    let head: ForgeCommit?
    let commits: [ForgeCommit]

    /// The name of the branch or the tag.
    var name: String { ref.split(separator: "/", maxSplits: 2).last.map(String.init) ?? ref }
    var isTag: Bool { ref.hasPrefix("refs/tags/") }
}

extension ForgeData {
    /// Queues what the repository's hooks are told.
    mutating func occurred(_ event: ForgeEvent, in repositoryID: Int64, by user: ForgeUser) {
        guard let repository = repositories[repositoryID] else { return }
        outbox += dialect.deliveries(of: event, in: repository, by: user, self)
    }
}
