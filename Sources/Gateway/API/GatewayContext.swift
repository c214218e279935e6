import ConfigStoreAPI
import ConfigStoreClient
package import Hummingbird
package import ServiceKit

/// Who asks.
enum Identity: Sendable {
    case anonymous
    /// The admin token: an administrator who is no user.
    case administrator
    case user(UserDetails, viaCookie: Bool)
}

/// What every request to the gateway carries.
package struct GatewayContext: ServiceContext {
    package var coreContext: CoreRequestContextStorage
    package var service: ServiceContextStorage
    var identity = Identity.anonymous
    /// What the path names, for operations on what has an owner.
    var resource: AuthorizedResource?
    /// The client's address.
    var clientAddress = ""

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        service = .init(remoteAddress: source.channel.remoteAddress, isInProcess: false)
    }

    package init(inProcess source: InProcessRequestSource) {
        coreContext = .init(source: source)
        service = .init(remoteAddress: nil, isInProcess: true)
    }

    /// Who asks, as the configstore is told.
    var caller: CallerIdentity {
        let actor: AuditActor =
            switch identity {
            case .anonymous: .anonymous
            case .administrator: .admin
            case .user(let details, _): .user(id: details.user.id, name: details.user.name)
            }
        return CallerIdentity(actor: actor, clientAddress: clientAddress, requestID: requestID)
    }

    /// Who asks, to tell one from another: a user, or an address.
    var callerKey: String {
        guard case .user(let details, _) = identity else { return clientAddress }
        return details.user.id
    }

    var isAdministrator: Bool {
        switch identity {
        case .anonymous: false
        case .administrator: true
        case .user(let details, _): details.user.admin
        }
    }

    func requireLogin() throws {
        if case .anonymous = identity { throw Self.unauthorized }
    }

    func requireAdministrator() throws {
        try requireLogin()
        guard isAdministrator else {
            throw ServiceError(.forbidden, code: "forbidden", "only an administrator may do this")
        }
    }

    /// The signed-in user; the admin token is none.
    func requireUser() throws -> UserDetails {
        switch identity {
        case .user(let details, _): return details
        case .anonymous: throw Self.unauthorized
        case .administrator:
            throw ServiceError(.forbidden, code: "noUser", "the admin token belongs to no user")
        }
    }

    /// Whether this is the user that `ref` names.
    func isSelf(_ ref: String) -> Bool {
        guard case .user(let details, _) = identity else { return false }
        return details.user.name == ref || details.user.id == ref.lowercased()
    }

    func requireSelfOrAdministrator(_ ref: String) throws {
        try requireLogin()
        guard isAdministrator || isSelf(ref) else {
            throw ServiceError(.forbidden, code: "forbidden", "only this user or an administrator may do this")
        }
    }

    private static var unauthorized: ServiceError {
        ServiceError(.unauthorized, code: "unauthorized", "a token is needed: Authorization: token <token>")
    }
}
