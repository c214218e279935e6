import ConfigStoreAPI
import Foundation

/// That a user belongs to an organization, as it is stored.
struct OrganizationMemberRecord: StoredObject {
    static let kind: RecordKind = "orgmember"

    var organizationID: String
    var userID: String
    var role: OrganizationRole
    var creationTime: Date
    var updateTime: Date

    static let organizationSpace = "orgmember.org"
    static let userSpace = "orgmember.user"
    static let ownerSpace = "orgmember.owner"

    /// One membership for each organization and user.
    static func organizationClaim(organization: String, user: String) -> Claim {
        Claim(organizationSpace, "\(organization)/\(user)")
    }
    static func userClaim(user: String, organization: String) -> Claim {
        Claim(userSpace, "\(user)/\(organization)")
    }
    /// Held by the memberships of owners alone.
    static func ownerClaim(organization: String, user: String) -> Claim {
        Claim(ownerSpace, "\(organization)/\(user)")
    }

    /// What this membership holds.
    var claims: [Claim] {
        let all = [
            Self.organizationClaim(organization: organizationID, user: userID),
            Self.userClaim(user: userID, organization: organizationID),
        ]
        return role == .owner ? all + [Self.ownerClaim(organization: organizationID, user: userID)] : all
    }
}
