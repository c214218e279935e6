/// What became of an export that another product wrote.
public struct ImportConversion: Codable, Sendable, Hashable {
    /// How many things of each kind there are.
    public var kinds: [ImportKindCount]
    /// What is not as it was there.
    public var remarks: [ImportRemark]

    public init(kinds: [ImportKindCount], remarks: [ImportRemark]) {
        self.kinds = kinds
        self.remarks = remarks
    }
}

/// How many things of a kind an export has, and how many came along.
public struct ImportKindCount: Codable, Sendable, Hashable {
    public var kind: String
    public var read: Int
    public var taken: Int

    public init(kind: String, read: Int, taken: Int) {
        self.kind = kind
        self.read = read
        self.taken = taken
    }
}

/// Something that an import leaves out or changes.
public struct ImportRemark: Codable, Sendable, Hashable {
    /// A stable word.
    public var code: String
    /// What it means, and what to do where that is needed.
    public var message: String
    public var count: Int
    /// The first ten of them.
    public var places: [String]

    public init(code: String, message: String, count: Int, places: [String]) {
        self.code = code
        self.message = message
        self.count = count
        self.places = places
    }
}
