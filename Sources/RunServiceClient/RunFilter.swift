/// Which runs are wanted; what is empty does not matter.
public struct RunFilter: Sendable, Hashable {
    public var phases: [RunPhase]
    public var results: [RunResult]
    /// A run is in a group and in every group above it.
    public var groups: [String]
    public var changeGroups: [String]
    /// Whether only the last run of each group is wanted.
    public var lastRun: Bool
    /// The id of the run that the page starts after.
    public var start: String?
    /// 25 when nil, 40 at the most.
    public var limit: Int?
    /// Whether the oldest come first.
    public var ascending: Bool

    /// The largest page.
    public static let maxLimit = 40

    /// Creates a filter.
    public init(
        groups: [String] = [], phases: [RunPhase] = [], results: [RunResult] = [], changeGroups: [String] = [],
        lastRun: Bool = false, start: String? = nil, limit: Int? = nil, ascending: Bool = false
    ) {
        self.groups = groups
        self.phases = phases
        self.results = results
        self.changeGroups = changeGroups
        self.lastRun = lastRun
        self.start = start
        self.limit = limit
        self.ascending = ascending
    }

    var query: [(String, String)] {
        var query = phases.map { ("phase", $0.rawValue) } + results.map { ("result", $0.rawValue) }
        query += groups.map { ("group", $0) } + changeGroups.map { ("changegroup", $0) }
        if lastRun { query.append(("lastrun", "true")) }
        if let start { query.append(("start", start)) }
        if let limit { query.append(("limit", String(limit))) }
        if ascending { query.append(("asc", "true")) }
        return query
    }
}
