public import Foundation

/// What is known of the branches and tags of a project's repository, and when somebody looks at them again.
public struct RefWatch: Codable, Sendable, Hashable {
    public var projectID: String
    /// What each branch and tag pointed to when somebody looked, by full name; nil before the first look.
    public var refs: [String: String]?
    /// Grows with every look that found something.
    public var generation: Int
    /// How many looks failed in a row.
    public var attempts: Int
    /// What the last look said; empty when there is nothing to say.
    public var message: String
    /// When the last look that succeeded was; nil before the first one.
    public var seenTime: Date?
    /// When somebody looks again.
    public var lookTime: Date
    /// How far the forge's own list of deliveries was gone through; nil before the first look.
    public var deliveries: SeenDeliveries?

    enum CodingKeys: String, CodingKey {
        case refs, generation, attempts, message, deliveries
        case projectID = "project_id"
        case seenTime = "seen_time"
        case lookTime = "look_time"
    }

    public init(
        projectID: String, refs: [String: String]?, generation: Int, attempts: Int, message: String, seenTime: Date?,
        lookTime: Date, deliveries: SeenDeliveries? = nil
    ) {
        self.projectID = projectID
        self.refs = refs
        self.generation = generation
        self.attempts = attempts
        self.message = message
        self.seenTime = seenTime
        self.lookTime = lookTime
        self.deliveries = deliveries
    }
}

/// That a branch or a tag points to something else than before.
public struct RefChange: Codable, Sendable, Hashable {
    /// In the place of a sha: nobody has said it. What comes next is remembered, and is no change.
    public static let unknown = "?"

    /// The full name.
    public var ref: String
    /// The sha before: empty for none. Where the watch has something else, the change is not made; `?` fits everything.
    public var before: String
    /// The sha now: empty when it is gone, or `?`.
    public var after: String

    public init(ref: String, before: String, after: String) {
        self.ref = ref
        self.before = before
        self.after = after
    }
}

/// Asks to be the only one that looks at a project's refs for a while.
public struct RefLeaseRequest: Codable, Sendable, Hashable {
    /// Who asks: a random text for each look.
    public var holder: String

    public init(holder: String) {
        self.holder = holder
    }
}

/// What a look found. It ends the lease.
public struct UpdateRefWatchRequest: Codable, Sendable, Hashable {
    /// Who holds the lease; another one is `refLookInProgress` (409).
    public var holder: String
    /// Everything that is there, of the first look; any other one tells changes.
    public var refs: [String: String]?
    /// What is not as it was.
    public var changes: [RefChange]?
    /// How far the forge's own list of deliveries was gone through, also when the rest failed.
    public var deliveries: SeenDeliveries?
    /// Whether all refs are forgotten: the next look is the first one.
    public var forgets: Bool?
    /// Whether it failed, or has yet to come to the refs: nothing was found out of them then.
    public var failed: Bool?
    public var message: String?
    /// After so many seconds somebody looks again.
    public var lookAfterSeconds: Int

    enum CodingKeys: String, CodingKey {
        case holder, refs, changes, deliveries, forgets, failed, message
        case lookAfterSeconds = "look_after_seconds"
    }

    public init(
        holder: String, refs: [String: String]? = nil, changes: [RefChange]? = nil,
        deliveries: SeenDeliveries? = nil, forgets: Bool? = nil, failed: Bool? = nil, message: String? = nil,
        lookAfterSeconds: Int
    ) {
        self.holder = holder
        self.refs = refs
        self.changes = changes
        self.deliveries = deliveries
        self.forgets = forgets
        self.failed = failed
        self.message = message
        self.lookAfterSeconds = lookAfterSeconds
    }
}

/// What deliveries have said of refs.
public struct MergeRefsRequest: Codable, Sendable, Hashable {
    public var changes: [RefChange]

    public init(changes: [RefChange]) {
        self.changes = changes
    }
}
