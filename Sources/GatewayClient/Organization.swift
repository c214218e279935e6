/// An organization.
public struct Organization: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// `public` or `private`.
    public var visibility: String
}

/// A user in an organization.
public struct OrganizationMember: Codable, Sendable, Hashable {
    public var user: User
    /// `owner` or `member`.
    public var role: String
}

/// An organization of one's own, and what one is there.
public struct OwnOrganization: Codable, Sendable, Hashable {
    public var organization: Organization
    /// `owner` or `member`.
    public var role: String

    enum CodingKeys: String, CodingKey {
        case organization = "Organization"
        case role = "Role"
    }
}

/// An invitation of a user to an organization.
public struct OrganizationInvitation: Codable, Sendable, Hashable {
    public var id: String
    /// The invited user's id.
    public var userID: String
    /// The invited user's name.
    public var userName: String
    public var organizationID: String
    public var organizationName: String
    /// What the user becomes: `owner` or `member`.
    public var role: String

    enum CodingKeys: String, CodingKey {
        case id, role
        case userID = "user_ref"
        case userName = "username"
        case organizationID = "organization_id"
        case organizationName = "organization_name"
    }
}
