/// A repository that is looked at again and again, as nothing tells when it changes.
package struct PolledRepository: Sendable, Identifiable {
    package var id: String
    package var remote: GitRemote
    /// The time between two looks; each look comes up to a tenth earlier or later, so that many do not stay together.
    package var interval: Duration
    /// What was seen last, so that nothing is missed over a restart; nil when it was never looked at.
    package var lastSeen: RefListing?

    package init(id: String, remote: GitRemote, interval: Duration, lastSeen: RefListing? = nil) {
        self.id = id
        self.remote = remote
        self.interval = interval
        self.lastSeen = lastSeen
    }
}

/// What came of one look at a repository.
package struct RefPoll: Sendable {
    package var repository: String
    package var outcome: Outcome

    package enum Outcome: Sendable, Hashable {
        /// The first look: nothing to compare it with.
        case first(RefListing)
        /// What differs from the look before; never empty.
        case changed([RefChange], RefListing)
        case failed(GitError)
    }
}
