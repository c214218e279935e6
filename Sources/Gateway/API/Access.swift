import Hummingbird
import ServiceKit

/// Who may do something.
enum Access: Sendable, Hashable {
    case anybody
    /// Any user, and the admin token.
    case loggedIn
    /// A user; the admin token is none.
    case user
    /// The user whom the path names.
    case onlySelf
    /// The user whom the path names, and administrators.
    case selfOrAdministrator
    case administrator

    /// As `docs/http-api.md` calls it.
    var name: String {
        switch self {
        case .anybody: "anybody"
        case .loggedIn: "logged in"
        case .user: "a user"
        case .onlySelf: "the user"
        case .selfOrAdministrator: "the user, admin"
        case .administrator: "admin"
        }
    }

    /// - Throws: `ServiceError` 401 without a token, 403 with one that is not enough.
    func check(_ context: GatewayContext) throws {
        switch self {
        case .anybody: break
        case .loggedIn: try context.requireLogin()
        case .user: _ = try context.requireUser()
        case .onlySelf:
            _ = try context.requireUser()
            guard context.isSelf(try context.reference("ref")) else {
                throw ServiceError(.forbidden, code: "forbidden", "only this user may do this")
            }
        case .selfOrAdministrator: try context.requireSelfOrAdministrator(try context.reference("ref"))
        case .administrator: try context.requireAdministrator()
        }
    }
}
