/// The order of a store's commits: how far it is, and what was committed since.
package protocol CommitFeed: Sendable {
    /// The revision of the latest commit that reads see here. It grows with every commit, also over restarts and when
    /// another generation becomes the current one; a store may leave numbers out.
    var revision: Int { get }

    /// Waits until the store has a revision, which need not exist yet: so it is also how a reader of commits is woken.
    ///
    /// - Throws: `StoreError.timedOut` when `RequestDeadline.current` passes before, `StoreError.cancelled`,
    ///   `StoreError.closed`.
    func wait(for revision: Int) async throws

    /// What was committed after a revision, in order and without gaps.
    ///
    /// A store may keep commits only when it was told to on opening, and then so many bytes of them.
    ///
    /// - Parameters:
    ///   - revision: The last one that the caller has.
    ///   - limit: The most commits to return; fewer come when they are large.
    func commits(after revision: Int, limit: Int) async throws -> CommitPage

    /// Forgets kept commits up to a revision, which their reader has put elsewhere.
    func dropCommits(through revision: Int) async throws
}

/// A page of what was committed.
package enum CommitPage: Sendable, Hashable {
    /// The next commits; none when the caller has all there are.
    case commits([Commit])
    /// The next commit is not kept (any more), or another generation became the current one: the caller needs an export.
    case compacted
}
