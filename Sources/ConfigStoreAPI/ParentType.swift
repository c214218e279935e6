/// What holds a secret or a variable.
public enum ParentType: String, Codable, Sendable, Hashable, CaseIterable {
    case projectGroup = "projectgroup"
    case project
}

/// What holds a secret or a variable, and where it is.
public struct Parent: Codable, Sendable, Hashable {
    public var type: ParentType
    public var id: String
    /// Such as `org/acme/backend`.
    public var path: String

    public init(type: ParentType, id: String, path: String) {
        self.type = type
        self.id = id
        self.path = path
    }
}
