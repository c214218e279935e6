import ConfigStoreAPI
import Foundation

/// An invitation to an organization as it is stored.
struct OrganizationInvitationRecord: StoredObject {
    static let kind: RecordKind = "orginvitation"

    var organizationID: String
    var userID: String
    var role: OrganizationRole
    var creationTime: Date

    static let organizationSpace = "orginvitation.org"
    static let userSpace = "orginvitation.user"

    /// One invitation for each organization and user.
    static func organizationClaim(organization: String, user: String) -> Claim {
        Claim(organizationSpace, "\(organization)/\(user)")
    }

    /// What this invitation holds.
    var claims: [Claim] {
        [
            Self.organizationClaim(organization: organizationID, user: userID),
            Claim(Self.userSpace, "\(userID)/\(organizationID)"),
        ]
    }
}

extension OrganizationInvitation {
    init(
        _ stored: Stored<OrganizationInvitationRecord>, user: Stored<UserRecord>,
        organization: Stored<OrganizationRecord>
    ) {
        self.init(
            id: stored.id, user: User(user), organization: Organization(organization), role: stored.value.role,
            creationTime: stored.value.creationTime, revision: stored.revision)
    }
}
