import ConfigStoreAPI
import ConfigStoreClient
import ServiceKit

/// What somebody may do with something that has an owner; each includes the ones before.
enum Rights: Int, Sendable, Comparable {
    /// Not even know of it.
    case none
    case see
    /// Belongs to the organization that owns it.
    case member
    case owner

    static func < (left: Rights, right: Rights) -> Bool { left.rawValue < right.rawValue }
}

/// Something that has an owner, as it was when the request came.
enum Resource: Sendable {
    case organization(Organization)
    case projectGroup(ProjectGroup)
    case project(Project)

    enum Kind: Sendable {
        case organization, projectGroup, project

        /// What is said of one that is not there, and of one that the asker may not know of: the same, to the letter.
        var unknown: ServiceError {
            switch self {
            case .organization:
                ServiceError(.notFound, code: "organizationDoesNotExist", "there is no such organization")
            case .projectGroup:
                ServiceError(.notFound, code: "projectGroupDoesNotExist", "there is no such project group")
            case .project: ServiceError(.notFound, code: "projectDoesNotExist", "there is no such project")
            }
        }
    }
}

/// A resource, and what the one who asks may do with it.
struct AuthorizedResource: Sendable {
    var resource: Resource
    var rights: Rights

    /// The id. What is done is done to the id, whatever path the resource has by then.
    var id: String {
        switch resource {
        case .organization(let organization): organization.id
        case .projectGroup(let group): group.id
        case .project(let project): project.id
        }
    }
}

/// Who may do what with organizations and what they and users own.
struct Authorization: Sendable {
    let configStore: ConfigStoreClient

    /// Finds a resource, and what the one who asks may do with it.
    ///
    /// - Throws: `ServiceError` 404 when it is not there, and when the one who asks may not know that it is.
    func resource(_ kind: Resource.Kind, _ ref: String, for context: GatewayContext) async throws -> AuthorizedResource
    {
        do {
            let found = try await find(kind, ref, context)
            guard found.rights > .none else { throw kind.unknown }
            return found
        } catch let error as ConfigStoreClientError where error.status == 404 {
            // Which name of a path is missing would tell which ones are not.
            throw kind.unknown
        }
    }

    private func find(
        _ kind: Resource.Kind, _ ref: String, _ context: GatewayContext
    ) async throws -> AuthorizedResource {
        switch kind {
        case .organization:
            let organization = try await configStore.organization(ref)
            let rights = try await rights(
                ownerType: .organization, ownerID: organization.id, visibility: organization.visibility, context)
            return AuthorizedResource(resource: .organization(organization), rights: rights)
        case .projectGroup:
            let group = try await configStore.projectGroup(ref)
            let rights = try await rights(
                ownerType: group.ownerType, ownerID: group.ownerID, visibility: group.globalVisibility, context)
            return AuthorizedResource(resource: .projectGroup(group), rights: rights)
        case .project:
            let project = try await configStore.project(ref)
            let rights = try await rights(
                ownerType: project.ownerType, ownerID: project.ownerID, visibility: project.globalVisibility, context)
            return AuthorizedResource(resource: .project(project), rights: rights)
        }
    }

    /// The group in which something is made, or to which something is moved: it has to be the asker's own.
    ///
    /// - Returns: The group's id.
    func ownParent(_ ref: String, for context: GatewayContext) async throws -> String {
        do {
            let parent = try await resource(.projectGroup, ref, for: context)
            guard parent.rights == .owner else { throw Self.forbidden }
            return parent.id
        } catch let error as ServiceError where error.kind == .notFound {
            throw ServiceError(.notFound, code: "parentProjectGroupDoesNotExist", "there is no such parent group")
        }
    }

    static var forbidden: ServiceError {
        ServiceError(.forbidden, code: "forbidden", "only an owner or an administrator may do this")
    }

    private func rights(
        ownerType: OwnerType, ownerID: String, visibility: Visibility, _ context: GatewayContext
    ) async throws -> Rights {
        if context.isAdministrator { return .owner }
        if case .user(let details, _) = context.identity {
            switch ownerType {
            case .user:
                if details.user.id == ownerID { return .owner }
            case .organization:
                switch try await role(of: details.user.id, in: ownerID) {
                case .owner: return .owner
                case .member: return .member
                case nil: break
                }
            }
        }
        return visibility == .public ? .see : .none
    }

    private func role(of user: String, in organization: String) async throws -> OrganizationRole? {
        do throws(ConfigStoreClientError) {
            return try await configStore.organization(organization, of: user).role
        } catch {
            if error.status == 404 { return nil }
            throw error
        }
    }
}
