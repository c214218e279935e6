/// What a member may do in an organization.
public enum OrganizationRole: String, Codable, Sendable, Hashable, CaseIterable {
    case owner, member
}

/// A user in an organization.
public struct OrganizationMember: Codable, Sendable, Hashable {
    public var user: User
    public var role: OrganizationRole

    public init(user: User, role: OrganizationRole) {
        self.user = user
        self.role = role
    }
}

/// An organization of a user, with what the user is there.
public struct UserOrganization: Codable, Sendable, Hashable {
    public var organization: Organization
    public var role: OrganizationRole

    public init(organization: Organization, role: OrganizationRole) {
        self.organization = organization
        self.role = role
    }
}

/// What adding a member, or giving one another role, takes.
public struct SetOrganizationMemberRequest: Codable, Sendable, Hashable {
    /// `owner` or `member`.
    public var role: String?

    public init(role: String?) {
        self.role = role
    }
}
