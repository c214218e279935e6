import ConfigStoreAPI

// Bodies of organizations and what belongs to them, with the names that the API's clients know.

struct OrganizationBody: Encodable {
    let id: String
    let name: String
    let visibility: String

    init(_ organization: Organization) {
        id = organization.id
        name = organization.name
        visibility = organization.visibility.rawValue
    }
}

struct OrganizationRequestBody: Decodable {
    let name: String?
    let visibility: String?
}

struct OrganizationMemberBody: Encodable {
    let user: UserBody
    let role: String

    init(_ member: OrganizationMember) {
        user = UserBody(member.user)
        role = member.role.rawValue
    }
}

struct OrganizationMembersBody: Encodable {
    let organization: OrganizationBody
    let members: [OrganizationMemberBody]
}

struct OrganizationMembershipBody: Encodable {
    let organization: OrganizationBody
    let user: UserBody
    let role: String
}

struct RoleRequestBody: Decodable {
    let role: String?
}

/// The names are capitalised here, and nowhere else, since clients know them so.
struct UserOrganizationBody: Encodable {
    let Organization: OrganizationBody
    let Role: String

    init(_ membership: UserOrganization) {
        Organization = OrganizationBody(membership.organization)
        Role = membership.role.rawValue
    }
}

struct InvitationRequestBody: Decodable {
    let user_ref: String?
    let role: String?
}

struct InvitationActionRequestBody: Decodable {
    let action_type: String?
}

struct InvitationBody: Encodable {
    let id: String
    /// The invited user's id.
    let user_ref: String
    let username: String
    let organization_id: String
    let organization_name: String
    let role: String

    init(_ invitation: OrganizationInvitation) {
        id = invitation.id
        user_ref = invitation.user.id
        username = invitation.user.name
        organization_id = invitation.organization.id
        organization_name = invitation.organization.name
        role = invitation.role.rawValue
    }
}
