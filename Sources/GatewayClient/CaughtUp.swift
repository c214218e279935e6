/// What came of looking for changes that no delivery told.
public struct CaughtUp: Codable, Sendable, Hashable {
    /// An event that was found.
    public struct Recovered: Codable, Sendable, Hashable {
        /// What happened, such as `push` or `pullRequest`.
        public var kind: String
        /// The full name of the branch or tag, or what a pull request's head is fetched from.
        public var ref: String
        /// The sha before; empty for none, or where nobody says it.
        public var before: String
        /// The sha now; empty when it is gone, or where nobody says it.
        public var after: String
        /// The delivery's id.
        public var id: String
    }

    public var recovered: [Recovered]
    /// What there is to say beside that; empty for nothing.
    public var message: String
    /// Whether there were more changes than are taken up at a time: ask again.
    public var hasMore: Bool

    enum CodingKeys: String, CodingKey {
        case recovered, message
        case hasMore = "has_more"
    }
}
