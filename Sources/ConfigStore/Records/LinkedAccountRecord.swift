import ConfigStoreAPI
import Foundation

/// A linked account as it is stored.
struct LinkedAccountRecord: StoredObject {
    static let kind: RecordKind = "linkedaccount"

    var userID: String
    var remoteSourceID: String
    var remoteUserID: String
    var remoteUserName: String
    var remoteUserAvatarURL: String
    /// Sealed for the record's id and the field `accessToken`.
    var sealedAccessToken: String
    /// Sealed for the record's id and the field `refreshToken`; empty when there is none.
    var sealedRefreshToken: String
    var accessTokenExpiresAt: Date?
    var needsLogin: Bool
    /// Who may refresh the tokens, and until when nobody else may.
    var refreshHolder: String?
    var refreshLeaseEnds: Date?
    var creationTime: Date
    var updateTime: Date

    /// One user for each remote identity.
    static func remoteClaim(source: String, remoteUser: String) -> Claim {
        Claim("linkedaccount.remote", "\(source)/\(remoteUser)")
    }

    /// One linked account for each user and source.
    static func ownerClaim(user: String, source: String) -> Claim {
        Claim("linkedaccount.owner", "\(user)/\(source)")
    }

    /// Under a deleted user's id: the accounts that the user's projects referred to, until these are removed too.
    static let detachedSpace = "linkedaccount.detached"
    static func detachedClaim(user: String, id: String) -> Claim { Claim(detachedSpace, "\(user)/\(id)") }

    static func all(of user: String) -> ClaimRange {
        ClaimRange("linkedaccount.owner", prefix: "\(user)/", limit: LinkedAccounts.maxPerUser)
    }
}

extension LinkedAccount {
    init(_ stored: Stored<LinkedAccountRecord>) {
        let value = stored.value
        self.init(
            id: stored.id, userID: value.userID, remoteSourceID: value.remoteSourceID,
            remoteUserID: value.remoteUserID, remoteUserName: value.remoteUserName,
            remoteUserAvatarURL: value.remoteUserAvatarURL, accessTokenExpiresAt: value.accessTokenExpiresAt,
            needsLogin: value.needsLogin, creationTime: value.creationTime, updateTime: value.updateTime,
            revision: stored.revision)
    }
}
