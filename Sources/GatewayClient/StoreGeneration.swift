/// A whole state of the configstore's data, beside which others may lie: an import makes a new one.
public struct StoreGeneration: Codable, Sendable, Hashable {
    /// Grows with every generation; the first is 1.
    public var number: Int
    /// Whether it is the one that is served.
    public var isCurrent: Bool
    /// How many bytes it takes, where that is known.
    public var bytes: Int?
    /// When it was begun, or last written, RFC 3339, where that is known.
    public var time: String?

    enum CodingKeys: String, CodingKey {
        case number, bytes, time
        case isCurrent = "is_current"
    }
}
