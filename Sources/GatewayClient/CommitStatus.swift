/// A commit status that is reported to a project's forge.
public struct CommitStatusRequest: Codable, Sendable, Hashable {
    /// The full commit id.
    public var sha: String
    /// `pending`, `running`, `success`, `failure`, `error` or `cancelled`.
    public var state: String
    /// Which check this is about: the newest status of a commit and context counts.
    public var context: String
    /// One line for people.
    public var description: String?
    /// Where people find more.
    public var targetURL: String?
    /// The branch or tag, for forges that keep statuses by it.
    public var ref: String?

    enum CodingKeys: String, CodingKey {
        case sha, state, context, description, ref
        case targetURL = "target_url"
    }

    /// Creates a request.
    public init(
        sha: String, state: String, context: String, description: String? = nil, targetURL: String? = nil,
        ref: String? = nil
    ) {
        self.sha = sha
        self.state = state
        self.context = context
        self.description = description
        self.targetURL = targetURL
        self.ref = ref
    }
}

/// A commit status on its way to a forge. Times are ISO 8601, UTC, with milliseconds.
public struct CommitStatus: Codable, Sendable, Hashable {
    public var id: String
    public var sha: String
    public var state: String
    public var context: String
    public var description: String
    public var targetURL: String
    public var ref: String
    /// `waiting`, `sent`, `failed`, or `replaced` by a newer one of the same commit and context.
    public var outcome: String
    public var attempts: Int
    /// Why the last attempt failed; empty when none did.
    public var error: String
    public var creationTime: String
    /// Nil unless it waits.
    public var nextAttemptTime: String?
    /// When it was sent, replaced or given up.
    public var finishTime: String?

    enum CodingKeys: String, CodingKey {
        case id, sha, state, context, description, ref, outcome, attempts, error
        case targetURL = "target_url"
        case creationTime = "creation_time"
        case nextAttemptTime = "next_attempt_time"
        case finishTime = "finish_time"
    }
}
