/// When a value is used: what a run is about has to be included, and not excluded afterwards, in the order branch, tag,
/// ref. A branch counts only for a run of a branch, a tag only for one of a tag.
public struct VariableConditions: Codable, Sendable, Hashable {
    public var branch: Part?
    public var tag: Part?
    public var ref: Part?

    /// Conditions on branches, tags or refs.
    public struct Part: Codable, Sendable, Hashable {
        public var include: [Condition]?
        public var exclude: [Condition]?

        /// Creates a part.
        public init(include: [Condition]? = nil, exclude: [Condition]? = nil) {
            self.include = include
            self.exclude = exclude
        }
    }

    /// One name, or many by a pattern.
    public struct Condition: Codable, Sendable, Hashable {
        /// `simple`: the name itself; `regexp`: a pattern that is found in it.
        public var type: String
        public var match: String

        /// Creates a condition.
        public init(type: String, match: String) {
            self.type = type
            self.match = match
        }
    }

    /// Creates conditions.
    public init(branch: Part? = nil, tag: Part? = nil, ref: Part? = nil) {
        self.branch = branch
        self.tag = tag
        self.ref = ref
    }
}
