/// A secret as those see it who belong to its owner: everything but its data, which no answer has.
public struct Secret: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// `internal`.
    public var type: String
    /// The path of the project or group that holds it.
    public var parentPath: String
    /// The keys of its data, sorted.
    public var keys: [String]
    /// A keyed fingerprint of its data: it changes when the data does, and says nothing else.
    public var dataFingerprint: String

    enum CodingKeys: String, CodingKey {
        case id, name, type, keys
        case parentPath = "parent_path"
        case dataFingerprint = "data_fingerprint"
    }
}

/// What creating a secret takes. In a change, what is nil stays as it is.
public struct SecretRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// `internal`.
    public var type: String?
    /// What is secret, by key; in a change it replaces everything.
    public var data: [String: String]?

    /// Creates a request.
    public init(name: String? = nil, type: String? = nil, data: [String: String]? = nil) {
        self.name = name
        self.type = type
        self.data = data
    }
}
