/// Under which conditions a value is used: what a run is about has to be included, and not excluded afterwards.
public struct When: Codable, Sendable, Hashable {
    public var branch: WhenConditions?
    public var tag: WhenConditions?
    public var ref: WhenConditions?

    public init(branch: WhenConditions? = nil, tag: WhenConditions? = nil, ref: WhenConditions? = nil) {
        self.branch = branch
        self.tag = tag
        self.ref = ref
    }
}

/// What is included and what is excluded of branches, tags or refs.
public struct WhenConditions: Codable, Sendable, Hashable {
    public var include: [WhenCondition]
    public var exclude: [WhenCondition]

    public init(include: [WhenCondition] = [], exclude: [WhenCondition] = []) {
        self.include = include
        self.exclude = exclude
    }

    enum CodingKeys: CodingKey {
        case include, exclude
    }

    /// Either list may be left out.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        include = try fields.decodeIfPresent([WhenCondition].self, forKey: .include) ?? []
        exclude = try fields.decodeIfPresent([WhenCondition].self, forKey: .exclude) ?? []
    }

    /// Leaves an empty list out.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        if !include.isEmpty { try fields.encode(include, forKey: .include) }
        if !exclude.isEmpty { try fields.encode(exclude, forKey: .exclude) }
    }
}

/// One name, or many by a pattern.
public struct WhenCondition: Codable, Sendable, Hashable {
    /// `simple`: the name itself; `regexp`: a pattern that is found in it. Nil is what validation reports.
    public var type: String?
    public var match: String?

    public init(type: String? = nil, match: String? = nil) {
        self.type = type
        self.match = match
    }
}
