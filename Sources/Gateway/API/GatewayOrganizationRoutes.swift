import ConfigStoreAPI
import ConfigStoreClient
import HTTPTypes
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addOrganizations(to api: GatewayRoutes) {
        api.on(.listOrganizations) { request, context in
            let paging = try paging(request)
            // Private ones are for their members, who find them under user/orgs.
            let page = try await configStore.organizations(
                visibility: context.isAdministrator ? nil : .public, limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(OrganizationBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.createOrganization) { request, context in
            let body = try await request.decodeJSON(OrganizationRequestBody.self, context: context)
            var creator: String?
            if case .user(let details, _) = context.identity { creator = details.user.id }
            let created = try await configStore.createOrganization(
                CreateOrganizationRequest(name: body.name, visibility: body.visibility, creatorUserID: creator))
            return try answer(OrganizationBody(created), status: .created)
        }
        api.on(.getOrganization) { _, context in try answer(OrganizationBody(try organization(context))) }
        api.on(.updateOrganization) { request, context in
            let body = try await request.decodeJSON(OrganizationRequestBody.self, context: context)
            let updated = try await configStore.updateOrganization(
                organization(context).id, UpdateOrganizationRequest(name: body.name, visibility: body.visibility))
            return try answer(OrganizationBody(updated))
        }
        api.on(.deleteOrganization) { request, context in
            try await configStore.deleteOrganization(organization(context).id, cascade: request.flag("cascade"))
            return Response.noContent
        }
        addMembers(to: api)
        addInvitations(to: api)
    }

    private func addMembers(to api: GatewayRoutes) {
        api.on(.listOrganizationMembers) { request, context in
            let paging = try paging(request)
            let organization = try organization(context)
            let page = try await configStore.organizationMembers(
                of: organization.id, limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                OrganizationMembersBody(
                    organization: OrganizationBody(organization), members: page.items.map(OrganizationMemberBody.init)),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.setOrganizationMember) { request, context in
            let body = try await request.decodeJSON(RoleRequestBody.self, context: context)
            guard let role = body.role.flatMap(OrganizationRole.init) else {
                throw ServiceError(.invalid, code: "invalidRole", "a role is owner or member")
            }
            let organization = try organization(context)
            let member = try await configStore.setOrganizationMember(
                parameter("userref", of: context), in: organization.id, role: role)
            return try answer(
                OrganizationMembershipBody(
                    organization: OrganizationBody(organization), user: UserBody(member.user),
                    role: member.role.rawValue))
        }
        api.on(.removeOrganizationMember) { _, context in
            try await configStore.removeOrganizationMember(
                parameter("userref", of: context), from: organization(context).id)
            return Response.noContent
        }
        api.on(.listOwnOrganizations) { request, context in
            let paging = try paging(request)
            let page = try await configStore.organizations(
                of: context.requireUser().user.id, limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(UserOrganizationBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
    }

    private func addInvitations(to api: GatewayRoutes) {
        api.on(.listOrganizationInvitations) { request, context in
            let paging = try paging(request)
            let page = try await configStore.organizationInvitations(
                to: organization(context).id, limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(InvitationBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.createOrganizationInvitation) { request, context in
            let body = try await request.decodeJSON(InvitationRequestBody.self, context: context)
            let created = try await configStore.createOrganizationInvitation(
                to: organization(context).id,
                CreateOrganizationInvitationRequest(userRef: body.user_ref, role: body.role))
            return try answer(InvitationBody(created), status: .created)
        }
        api.on(.getOrganizationInvitation) { _, context in
            try answer(
                InvitationBody(
                    try await configStore.organizationInvitation(
                        of: parameter("userref", of: context), to: organization(context).id)))
        }
        api.on(.deleteOrganizationInvitation) { _, context in
            try await configStore.deleteOrganizationInvitation(
                of: parameter("userref", of: context), to: organization(context).id)
            return Response.noContent
        }
        api.on(.listOwnInvitations) { request, context in
            let paging = try paging(request)
            let page = try await configStore.organizationInvitations(
                of: context.requireUser().user.id, limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(InvitationBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.answerInvitation) { request, context in
            let body = try await request.decodeJSON(InvitationActionRequestBody.self, context: context)
            do {
                try await configStore.actOnOrganizationInvitation(
                    of: context.requireUser().user.id, to: parameter("orgref", of: context),
                    OrganizationInvitationActionRequest(actionType: body.action_type))
            } catch let error as ConfigStoreClientError where error.status == 404 {
                // Whoever has no invitation does not learn that a private organization is there.
                throw ServiceError(.notFound, code: "invitationDoesNotExist", "you have no such invitation")
            }
            return Response.noContent
        }
    }

    /// The organization that the path names.
    func organization(_ context: Context) throws -> Organization {
        guard case .organization(let organization)? = context.resource?.resource else {
            throw Resource.Kind.organization.unknown
        }
        return organization
    }
}
