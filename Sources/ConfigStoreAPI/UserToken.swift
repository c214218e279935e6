public import Foundation

/// An API token of a user, without the token itself.
public struct UserToken: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    public var userID: String
    public var creationTime: Date

    enum CodingKeys: String, CodingKey {
        case id, name
        case userID = "user_id"
        case creationTime = "creation_time"
    }

    public init(id: String, name: String, userID: String, creationTime: Date) {
        self.id = id
        self.name = name
        self.userID = userID
        self.creationTime = creationTime
    }
}

/// What creating a token takes.
public struct CreateUserTokenRequest: Codable, Sendable, Hashable {
    public var tokenName: String?

    enum CodingKeys: String, CodingKey {
        case tokenName = "token_name"
    }

    public init(tokenName: String?) {
        self.tokenName = tokenName
    }
}

/// A new token: the only answer that ever carries it.
public struct CreatedUserToken: Codable, Sendable, Hashable {
    public var name: String
    public var token: String

    public init(name: String, token: String) {
        self.name = name
        self.token = token
    }
}
