import Foundation

/// A person or an organization: both have a name, and repositories below it.
struct ForgeUser: Sendable {
    let id: Int64
    let name: String
    let created: Date
    var email = ""
    var password = ""
    /// What a login with the password needs besides it; nil for an account without a second factor.
    var oneTimePassword: String?
    var oneTimePasswordIsUsed = false
    var isAdministrator = false
    var lastLogin: Date?
    var tokens: [ForgeToken] = []
    /// The members of an organization; nil for a person.
    var memberIDs: Set<Int64>?
    /// Whose repositories this user is for, when it acts for an app's installation.
    var installationOwnerID: Int64?

    var isOrganization: Bool { memberIDs != nil }
}

/// A personal access token.
struct ForgeToken: Sendable {
    let id: Int64
    let name: String
    let secret: String
}
