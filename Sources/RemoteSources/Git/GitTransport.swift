package import HTTPTransport

/// Reads repositories through git, for drivers of the config type `manual`. Whoever implements it guards addresses, checks
/// host keys and certificates, and keeps the bounds; what a server refuses is a value, what brings no answer is thrown.
package protocol GitTransport: Sendable {
    /// The branches, the tags and the default branch.
    func refs(of repository: GitRepository, within bounds: GitBounds) async throws(TransportError)
        -> Result<GitRefs, DriverError>
    /// A commit by its full id.
    func commit(_ sha: String, in repository: GitRepository, within bounds: GitBounds) async throws(TransportError)
        -> Result<RemoteCommit, DriverError>
    /// The bytes of the file at `path` in a commit.
    func file(
        _ path: String, at sha: String, in repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<[UInt8], DriverError>
}

/// How much one reading takes at the most.
package struct GitBounds: Sendable, Hashable {
    /// When it has to be over.
    package var deadline: ContinuousClock.Instant
    /// How large the answer may be, in bytes.
    package var maxBytes: Int

    package init(deadline: ContinuousClock.Instant, maxBytes: Int) {
        self.deadline = deadline
        self.maxBytes = maxBytes
    }
}

/// What a repository's refs point to.
package struct GitRefs: Sendable, Hashable {
    /// The branch that HEAD points to, as a full ref; nil when it points to none.
    package var head: String?
    /// Branches and tags, with the commits that they lead to.
    package var refs: [RemoteRef]

    package init(head: String?, refs: [RemoteRef]) {
        self.head = head
        self.refs = refs
    }
}
