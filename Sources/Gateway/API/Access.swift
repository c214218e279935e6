import ConfigStoreAPI
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
    /// Who may know of what the path names.
    case see(Resource.Kind)
    /// Who belongs to the owner of what the path names, and administrators.
    case belong(Resource.Kind)
    /// An owner of what the path names, and administrators.
    case own(Resource.Kind)
    /// An owner of the group that the body names as the parent, and administrators: the handler asks for it.
    case ownParent
    /// An owner of the project that the path names, its members where it lets them act on runs, and administrators.
    case actOnRuns
    /// An owner of the organization that the path names, the member whom it names, and administrators.
    case ownOrNamedMember

    /// As `docs/http-api.md` calls it.
    var name: String {
        switch self {
        case .anybody: "anybody"
        case .loggedIn: "logged in"
        case .user: "a user"
        case .onlySelf: "the user"
        case .selfOrAdministrator: "the user, admin"
        case .administrator: "admin"
        case .see: "who may see it"
        case .belong: "its members, admin"
        case .own: "its owner, admin"
        case .ownParent: "an owner of the parent, admin"
        case .actOnRuns: "its owner, members that it lets, admin"
        case .ownOrNamedMember: "its owner, the member, admin"
        }
    }

    /// - Returns: What the path names, when it has an owner.
    /// - Throws: `ServiceError` 401 without a token, 403 with one that is not enough, 404 for what the one who asks may
    ///   not know of.
    func check(_ context: GatewayContext, _ authorization: Authorization) async throws -> AuthorizedResource? {
        switch self {
        case .anybody: break
        case .loggedIn, .ownParent: try context.requireLogin()
        case .user: _ = try context.requireUser()
        case .onlySelf:
            _ = try context.requireUser()
            guard context.isSelf(try context.reference("ref")) else {
                throw ServiceError(.forbidden, code: "forbidden", "only this user may do this")
            }
        case .selfOrAdministrator: try context.requireSelfOrAdministrator(try context.reference("ref"))
        case .administrator: try context.requireAdministrator()
        case .see(let kind):
            return try await authorization.resource(kind, try context.reference("ref"), for: context)
        case .belong(let kind):
            try context.requireLogin()
            let found = try await authorization.resource(kind, try context.reference("ref"), for: context)
            guard found.rights >= .member else { throw Authorization.forbidden }
            return found
        case .own(let kind):
            try context.requireLogin()
            let found = try await authorization.resource(kind, try context.reference("ref"), for: context)
            guard found.rights == .owner else { throw Authorization.forbidden }
            return found
        case .actOnRuns:
            try context.requireLogin()
            let found = try await authorization.resource(.project, try context.reference("ref"), for: context)
            var least = Rights.owner
            if case .project(let project) = found.resource, project.membersCanPerformRunActions { least = .member }
            guard found.rights >= least else { throw Authorization.forbidden }
            return found
        case .ownOrNamedMember:
            try context.requireLogin()
            let found = try await authorization.resource(.organization, try context.reference("ref"), for: context)
            let isNamed = context.isSelf(try context.reference("userref")) && found.rights >= .member
            guard found.rights == .owner || isNamed else { throw Authorization.forbidden }
            return found
        }
        return nil
    }
}
