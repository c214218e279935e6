public import Foundation

/// A project group. The root group of a user or an organization has no name.
public struct ProjectGroup: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// Such as `org/acme/backend`.
    public var path: String
    /// The path of what holds it; a root group's is its own.
    public var parentPath: String
    /// The id of the group that holds it; of the user or organization for a root group.
    public var parentID: String
    public var ownerType: OwnerType
    public var ownerID: String
    public var visibility: Visibility
    /// Private when the group, one that holds it or the owning organization is.
    public var globalVisibility: Visibility
    public var creationTime: Date
    public var updateTime: Date
    /// Grows with every change of this record; what follows from others' is not counted.
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, name, path, visibility, revision
        case parentPath = "parent_path"
        case parentID = "parent_id"
        case ownerType = "owner_type"
        case ownerID = "owner_id"
        case globalVisibility = "global_visibility"
        case creationTime = "creation_time"
        case updateTime = "update_time"
    }

    public init(
        id: String, name: String, path: String, parentPath: String, parentID: String, ownerType: OwnerType,
        ownerID: String, visibility: Visibility, globalVisibility: Visibility, creationTime: Date, updateTime: Date,
        revision: Int
    ) {
        self.id = id
        self.name = name
        self.path = path
        self.parentPath = parentPath
        self.parentID = parentID
        self.ownerType = ownerType
        self.ownerID = ownerID
        self.visibility = visibility
        self.globalVisibility = globalVisibility
        self.creationTime = creationTime
        self.updateTime = updateTime
        self.revision = revision
    }
}

/// What creating a project group takes; missing fields are the ones that validation reports.
public struct CreateProjectGroupRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// The path or id of the group that holds it.
    public var parentRef: String?
    /// `public` or `private`.
    public var visibility: String?

    enum CodingKeys: String, CodingKey {
        case name, visibility
        case parentRef = "parent_ref"
    }

    public init(name: String? = nil, parentRef: String? = nil, visibility: String? = nil) {
        self.name = name
        self.parentRef = parentRef
        self.visibility = visibility
    }
}

/// What changing a project group takes: a field that is left out stays as it is; another `parent_ref` moves it.
public typealias UpdateProjectGroupRequest = CreateProjectGroupRequest
