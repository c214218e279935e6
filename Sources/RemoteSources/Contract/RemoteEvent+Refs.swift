/// What every driver does with the refs of a push.
extension RemoteEvent {
    /// An event about a ref: its kind follows from its name and from whether it is still there.
    ///
    /// - Parameters:
    ///   - ref: The full name.
    ///   - before: The sha before; zeros when there was none.
    ///   - after: The sha now, perhaps a tag object; zeros when it is gone.
    ///   - deliveryID: The delivery's id.
    ///   - repository: The repository.
    ///   - sender: Who did it.
    /// - Throws: `ignored` for a ref that is neither a branch nor a tag, `invalid` for a sha that is none.
    public init(
        ref: String, before: String?, after: String?, deliveryID: String, repository: Repository, sender: Sender?
    ) throws(DriverError) {
        let (old, new) = (try CommitSHA.unlessZeros(before), try CommitSHA.unlessZeros(after))
        if let branch = Self.name(in: ref, after: "refs/heads/") {
            self.init(
                new == nil ? .branchDeleted : .push, deliveryID: deliveryID, repository: repository, sender: sender)
            self.branch = branch
            self.after = new
        } else if let tag = Self.name(in: ref, after: "refs/tags/") {
            self.init(new == nil ? .tagDeleted : .tag, deliveryID: deliveryID, repository: repository, sender: sender)
            self.tag = tag
        } else {
            throw .ignored(reason: "a push to neither a branch nor a tag")
        }
        self.ref = ref
        self.before = old
    }

    private static func name(in ref: String, after prefix: String) -> String? {
        ref.hasPrefix(prefix) && ref.utf8.count > prefix.utf8.count ? String(ref.dropFirst(prefix.count)) : nil
    }

    /// Sets the commits, newest last, in whatever order the forge has them: the head is at the newer end.
    ///
    /// - Parameters:
    ///   - commits: The commits as they came.
    ///   - head: The sha of the head commit.
    ///   - isNewestFirst: The forge's usual order, for when neither end is the head.
    public mutating func setCommits(_ commits: [Commit], head: String?, isNewestFirst: Bool) {
        let isReversed: Bool
        switch head {
        case let head? where commits.last?.sha == head: isReversed = false
        case let head? where commits.first?.sha == head: isReversed = true
        default: isReversed = isNewestFirst
        }
        self.commits = commits
        if isReversed { self.commits.reverse() }
    }
}
