public import Foundation

/// An organization.
public struct Organization: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    public var visibility: Visibility
    public var creationTime: Date
    public var updateTime: Date
    /// Grows with every change of this record.
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, name, visibility, revision
        case creationTime = "creation_time"
        case updateTime = "update_time"
    }

    public init(
        id: String, name: String, visibility: Visibility, creationTime: Date, updateTime: Date, revision: Int
    ) {
        self.id = id
        self.name = name
        self.visibility = visibility
        self.creationTime = creationTime
        self.updateTime = updateTime
        self.revision = revision
    }
}

/// What creating an organization takes; missing fields are the ones that validation reports.
public struct CreateOrganizationRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// `public` or `private`: also the root project group's.
    public var visibility: String?
    /// The id of the user who becomes its owner; nil for an organization that has nobody yet.
    public var creatorUserID: String?

    enum CodingKeys: String, CodingKey {
        case name, visibility
        case creatorUserID = "creator_user_id"
    }

    public init(name: String?, visibility: String?, creatorUserID: String? = nil) {
        self.name = name
        self.visibility = visibility
        self.creatorUserID = creatorUserID
    }
}

/// What changing an organization takes: a field that is left out stays as it is.
public struct UpdateOrganizationRequest: Codable, Sendable, Hashable {
    public var name: String?
    public var visibility: String?

    public init(name: String? = nil, visibility: String? = nil) {
        self.name = name
        self.visibility = visibility
    }
}
