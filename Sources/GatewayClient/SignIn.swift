/// A login name and a password at a forge. No description shows the password.
public struct ForgeLogin: Sendable, Hashable, CustomStringConvertible {
    public var name: String
    public var password: String
    /// For accounts with two factors; nil without.
    public var oneTimePassword: String?

    /// Creates a login.
    ///
    /// - Parameters:
    ///   - name: The login name at the forge.
    ///   - password: The password there.
    ///   - oneTimePassword: For accounts with two factors.
    public init(name: String, password: String, oneTimePassword: String? = nil) {
        self.name = name
        self.password = password
        self.oneTimePassword = oneTimePassword
    }

    /// The name alone.
    public var description: String { "login of \(name)" }
}

/// Where a person goes to sign in at a forge, and what its starter keeps.
public struct OAuth2Flow: Sendable, Hashable {
    /// The page to open in a browser.
    public var url: String
    /// What finishing the flow takes; it proves that the finisher is the starter.
    public var secret: String
}

/// What came of signing in.
public enum SignIn: Sendable, Hashable {
    /// The person has to go to the forge first.
    case redirect(OAuth2Flow)
    case registered(User)
    /// The session is a token of its own, good until it is ended or runs out.
    case loggedIn(User, session: String)
    case authorized(RemoteUser)
    case linked(LinkedAccount)
}

/// Who somebody is at a forge.
public struct RemoteUser: Codable, Sendable, Hashable {
    public var id: String
    public var loginName: String
    /// Empty when the forge does not tell.
    public var email: String

    enum CodingKeys: String, CodingKey {
        case id = "ID"
        case loginName = "LoginName"
        case email = "Email"
    }
}

struct SignInRequestBody: Encodable {
    var username: String?
    let remote_source_name: String
    var remote_source_login_name: String?
    var remote_source_login_password: String?
    var login_name: String?
    var password: String?
    var one_time_password: String?
    var loopback_port: Int?
}

struct SignInBody: Decodable {
    let oauth2_redirect: String
    let flow_secret: String?
    let token: String?
    let user: User?
    let linked_account: LinkedAccount?
    let remote_user_info: RemoteUser?

    var signIn: SignIn? {
        if let flow_secret, !oauth2_redirect.isEmpty {
            return .redirect(OAuth2Flow(url: oauth2_redirect, secret: flow_secret))
        }
        if let user, let token { return .loggedIn(user, session: token) }
        if let user { return .registered(user) }
        if let linked_account { return .linked(linked_account) }
        return remote_user_info.map { .authorized($0) }
    }
}

struct CallbackBody: Decodable {
    let response: SignInBody
}
