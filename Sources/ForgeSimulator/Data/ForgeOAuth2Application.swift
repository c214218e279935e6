package import Foundation

/// A program that people may let in.
package struct ForgeOAuth2Application: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package let id: Int64
    package let name: String
    package let clientID: String
    package let clientSecret: String
    package let redirectURIs: [String]
    package let created: Date

    /// Nothing of the secret.
    package var description: String { "ForgeOAuth2Application(\(name))" }
    package var debugDescription: String { description }
}

/// A person's consent, until its code is exchanged.
struct ForgeOAuth2Code: Sendable {
    static let lifetimeSeconds = 600.0

    let code: String
    let userID: Int64
    let clientID: String
    let redirectURI: String
    let challenge: String
    let challengeMethod: String
    let expires: Date
}

struct ForgeAccessToken: Sendable {
    let token: String
    let userID: Int64
    let expires: Date
}

struct ForgeRefreshToken: Sendable {
    let token: String
    let userID: Int64
    let clientID: String
    /// The access token that came with it.
    let accessToken: String
    var isUsed = false
}
