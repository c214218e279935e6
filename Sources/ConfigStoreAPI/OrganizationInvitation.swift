public import Foundation

/// An invitation of a user to an organization.
public struct OrganizationInvitation: Codable, Sendable, Hashable {
    public var id: String
    public var user: User
    public var organization: Organization
    /// What the user becomes.
    public var role: OrganizationRole
    public var creationTime: Date
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, user, organization, role, revision
        case creationTime = "creation_time"
    }

    public init(
        id: String, user: User, organization: Organization, role: OrganizationRole, creationTime: Date, revision: Int
    ) {
        self.id = id
        self.user = user
        self.organization = organization
        self.role = role
        self.creationTime = creationTime
        self.revision = revision
    }
}

/// What inviting a user takes.
public struct CreateOrganizationInvitationRequest: Codable, Sendable, Hashable {
    /// A user's name or id.
    public var userRef: String?
    /// `owner` or `member`.
    public var role: String?

    enum CodingKeys: String, CodingKey {
        case role
        case userRef = "user_ref"
    }

    public init(userRef: String?, role: String?) {
        self.userRef = userRef
        self.role = role
    }
}

/// What the invited user does with an invitation.
public struct OrganizationInvitationActionRequest: Codable, Sendable, Hashable {
    /// `accept` or `reject`.
    public var actionType: String?

    enum CodingKeys: String, CodingKey {
        case actionType = "action_type"
    }

    public init(actionType: String?) {
        self.actionType = actionType
    }
}
