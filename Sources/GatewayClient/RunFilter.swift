/// Which runs of a project are wanted; what is nil does not matter.
public struct RunFilter: Sendable, Hashable {
    /// What the runs are of: `branch/main`, `tag/v1.0` or `pr/12`; a `/` in a name is `%2F`.
    public var group: String?
    public var phase: String?
    public var result: String?
    /// Whether only the last run is wanted.
    public var lastRun: Bool

    /// Creates a filter.
    ///
    /// - Parameters:
    ///   - group: What the runs are of, such as `branch/main`.
    ///   - phase: Such as `running`.
    ///   - result: Such as `failed`.
    ///   - lastRun: Whether only the last run is wanted.
    public init(group: String? = nil, phase: String? = nil, result: String? = nil, lastRun: Bool = false) {
        self.group = group
        self.phase = phase
        self.result = result
        self.lastRun = lastRun
    }

    var query: [(String, String)] {
        [("group", group), ("phase", phase), ("result", result), ("lastrun", lastRun ? "true" : nil)]
            .compactMap { name, value in value.map { (name, $0) } }
    }
}

/// What a run is asked for: one of branch, tag and ref.
public struct RunRequest: Codable, Sendable, Hashable {
    public var branch: String?
    public var tag: String?
    /// The full name, such as `refs/heads/main`.
    public var ref: String?
    /// The full commit id; what the branch, tag or ref points to when nil.
    public var commitSHA: String?

    enum CodingKeys: String, CodingKey {
        case branch, tag, ref
        case commitSHA = "commit_sha"
    }

    /// Creates a request.
    public init(branch: String? = nil, tag: String? = nil, ref: String? = nil, commitSHA: String? = nil) {
        self.branch = branch
        self.tag = tag
        self.ref = ref
        self.commitSHA = commitSHA
    }
}

/// What is done to a run.
public enum RunAction: Sendable, Hashable {
    /// Starts a finished run again, with every task or with those that didn't succeed.
    case restart(fromStart: Bool)
    /// Gives up a run that waits.
    case cancel
    /// Stops a run that is running.
    case stop
}
