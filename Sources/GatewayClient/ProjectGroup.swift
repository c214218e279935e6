/// A project group. The root group of a user or an organization has no name.
public struct ProjectGroup: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// Such as `org/acme/backend`.
    public var path: String
    /// The path of the group that holds it; a root group's is its own.
    public var parentPath: String
    /// `public` or `private`.
    public var visibility: String
    /// `private` when the group, one that holds it or the owning organization is.
    public var globalVisibility: String

    enum CodingKeys: String, CodingKey {
        case id, name, path, visibility
        case parentPath = "parent_path"
        case globalVisibility = "global_visibility"
    }
}

/// What creating a project group takes. In a change, what is nil stays as it is.
public struct ProjectGroupRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// The path or id of the group that holds it: the caller's root group when it is left out. In a change, another one
    /// moves it.
    public var parentRef: String?
    /// `public` or `private`.
    public var visibility: String?

    enum CodingKeys: String, CodingKey {
        case name, visibility
        case parentRef = "parent_ref"
    }

    /// Creates a request; every field as `ProjectGroup` has it.
    public init(name: String? = nil, parentRef: String? = nil, visibility: String? = nil) {
        self.name = name
        self.parentRef = parentRef
        self.visibility = visibility
    }
}
