public import Foundation

/// A user.
public struct User: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// Whether the user may do what the admin token may.
    public var admin: Bool
    public var creationTime: Date
    public var updateTime: Date
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, name, admin, revision
        case creationTime = "creation_time"
        case updateTime = "update_time"
    }

    public init(id: String, name: String, admin: Bool, creationTime: Date, updateTime: Date, revision: Int) {
        self.id = id
        self.name = name
        self.admin = admin
        self.creationTime = creationTime
        self.updateTime = updateTime
        self.revision = revision
    }
}

/// A user with the names of their tokens and their linked accounts.
public struct UserDetails: Codable, Sendable, Hashable {
    public var user: User
    /// Sorted.
    public var tokenNames: [String]
    /// Sorted by creation.
    public var linkedAccounts: [LinkedAccount]

    enum CodingKeys: String, CodingKey {
        case user
        case tokenNames = "token_names"
        case linkedAccounts = "linked_accounts"
    }

    public init(user: User, tokenNames: [String], linkedAccounts: [LinkedAccount]) {
        self.user = user
        self.tokenNames = tokenNames
        self.linkedAccounts = linkedAccounts
    }
}

/// What creating a user takes, in one step with its first linked account when there is one.
public struct CreateUserRequest: Codable, Sendable, Hashable {
    public var userName: String?
    public var linkedAccount: CreateLinkedAccountRequest?

    enum CodingKeys: String, CodingKey {
        case userName = "user_name"
        case linkedAccount = "create_user_la_request"
    }

    public init(userName: String?, linkedAccount: CreateLinkedAccountRequest? = nil) {
        self.userName = userName
        self.linkedAccount = linkedAccount
    }
}

/// What changing a user takes.
public struct UpdateUserRequest: Codable, Sendable, Hashable {
    public var userName: String?
    public var admin: Bool?

    enum CodingKeys: String, CodingKey {
        case userName = "user_name"
        case admin
    }

    public init(userName: String? = nil, admin: Bool? = nil) {
        self.userName = userName
        self.admin = admin
    }
}
