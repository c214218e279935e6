import ConfigStoreAPI
import Foundation

/// A user as it is stored. Its record changes whenever its tokens or linked accounts do, so that its revision tells
/// whether anything about the user changed.
struct UserRecord: StoredObject {
    static let kind: RecordKind = "user"

    var name: String
    var admin: Bool
    var creationTime: Date
    var updateTime: Date

    static func nameClaim(_ name: String) -> Claim { Claim("user.name", name) }

    func encoded() -> [UInt8] {
        var text = JSONText()
        text.append(#"{"name":"#, name)
        text.append(admin ? #","admin":true"# : #","admin":false"#)
        text.append(#","creationTime":"#, creationTime)
        text.append(#","updateTime":"#, updateTime)
        text.append("}")
        return text.bytes
    }
}

extension User {
    init(_ stored: Stored<UserRecord>) {
        self.init(
            id: stored.id, name: stored.value.name, admin: stored.value.admin,
            creationTime: stored.value.creationTime, updateTime: stored.value.updateTime, revision: stored.revision)
    }
}

/// An API token as it is stored: its SHA-256 is a claim.
struct UserTokenRecord: StoredObject {
    static let kind: RecordKind = "usertoken"

    var name: String
    var userID: String
    /// The SHA-256 of the token, in hexadecimal digits.
    var hash: String
    var creationTime: Date

    static func hashClaim(_ hash: String) -> Claim { Claim("usertoken.hash", hash) }
    static func nameClaim(user: String, name: String) -> Claim { Claim("usertoken.name", "\(user)/\(name)") }
    static func all(of user: String) -> ClaimRange {
        ClaimRange("usertoken.name", prefix: "\(user)/", limit: UserTokens.maxPerUser)
    }
}

extension UserToken {
    init(_ stored: Stored<UserTokenRecord>) {
        self.init(
            id: stored.id, name: stored.value.name, userID: stored.value.userID,
            creationTime: stored.value.creationTime)
    }
}

/// A session as it is stored, under the SHA-256 of its id.
struct SessionRecord: StoredObject {
    static let kind: RecordKind = "session"

    var hash: String
    var userID: String
    var expiresAt: Date

    static func hashClaim(_ hash: String) -> Claim { Claim("session.hash", hash) }
    static func userClaim(user: String, hash: String) -> Claim { Claim("session.user", "\(user)/\(hash)") }
    static func all(of user: String) -> ClaimRange {
        ClaimRange("session.user", prefix: "\(user)/", limit: Sessions.maxPerUser)
    }
}

/// An OAuth2 state that was used.
struct OAuth2StateRecord: StoredObject {
    static let kind: RecordKind = "oauth2state"

    var stateID: String
    var expiresAt: Date

    static func claim(_ stateID: String) -> Claim { Claim("oauth2state.id", stateID) }
}
