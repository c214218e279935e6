import HTTPTypes

/// Everything that the gateway's API can be asked: the one table of routes, and of who may use them.
enum GatewayOperation: String, Sendable, CaseIterable {
    case getVersion
    case listRemoteSources, createRemoteSource, getRemoteSource, getRemoteSourceDetails, updateRemoteSource
    case deleteRemoteSource, checkRemoteSourceSecret
    case getCurrentUser, listRemoteRepositories
    case listUsers, createUser, getUser, deleteUser
    case listUserTokens, createUserToken, deleteUserToken
    case listLinkedAccounts, createLinkedAccount, deleteLinkedAccount
    case deleteSessions
    case register, login, authorize, finishOAuth2, logout

    /// The method, the path below `/api/v1alpha`, and who may.
    var row: (method: HTTPRequest.Method, path: String, access: Access) {
        switch self {
        case .getVersion: (.get, "version", .anybody)
        case .listRemoteSources: (.get, "remotesources", .anybody)
        case .createRemoteSource: (.post, "remotesources", .administrator)
        case .getRemoteSource: (.get, "remotesources/:ref", .loggedIn)
        case .getRemoteSourceDetails: (.get, "remotesources/:ref/details", .administrator)
        case .updateRemoteSource: (.put, "remotesources/:ref", .administrator)
        case .deleteRemoteSource: (.delete, "remotesources/:ref", .administrator)
        case .checkRemoteSourceSecret: (.post, "remotesources/:ref/secretcheck", .administrator)
        case .getCurrentUser: (.get, "user", .user)
        case .listRemoteRepositories: (.get, "user/remoterepos/:source", .user)
        case .listUsers: (.get, "users", .administrator)
        case .createUser: (.post, "users", .administrator)
        case .getUser: (.get, "users/:ref", .loggedIn)
        case .deleteUser: (.delete, "users/:ref", .administrator)
        case .listUserTokens: (.get, "users/:ref/tokens", .selfOrAdministrator)
        case .createUserToken: (.post, "users/:ref/tokens", .selfOrAdministrator)
        case .deleteUserToken: (.delete, "users/:ref/tokens/:name", .selfOrAdministrator)
        case .listLinkedAccounts: (.get, "users/:ref/linkedaccounts", .selfOrAdministrator)
        case .createLinkedAccount: (.post, "users/:ref/linkedaccounts", .onlySelf)
        case .deleteLinkedAccount: (.delete, "users/:ref/linkedaccounts/:id", .selfOrAdministrator)
        case .deleteSessions: (.delete, "users/:ref/sessions", .selfOrAdministrator)
        case .register: (.post, "auth/register", .anybody)
        case .login: (.post, "auth/login", .anybody)
        case .authorize: (.post, "auth/authorize", .anybody)
        case .finishOAuth2: (.get, "auth/oauth2/callback", .anybody)
        case .logout: (.post, "auth/logout", .user)
        }
    }
}
