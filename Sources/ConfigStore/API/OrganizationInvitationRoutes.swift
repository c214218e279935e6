import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addOrganizationInvitations(to api: RouterGroup<Context>) {
        let invitations = OrganizationInvitations(environment: environment)
        api.get("orgs/:ref/invitations") { request, context in
            let ref = try parameter("ref", of: context)
            let page = try PageRequest(request, list: "orginvitations", filter: ref, key: cursorKey)
            return try self.page(
                try await invitations.list(to: ref, page), list: "orginvitations", page: page, filter: ref,
                request: request)
        }
        api.post("orgs/:ref/invitations") { request, context in
            let ref = try parameter("ref", of: context)
            let created = try await invitations.create(
                ref, body(CreateOrganizationInvitationRequest.self, request, context))
            return try answer(created, status: .created)
        }
        api.get("orgs/:ref/invitations/:userref") { _, context in
            let (ref, user) = (try parameter("ref", of: context), try parameter("userref", of: context))
            return try answer(try await invitations.get(ref, user))
        }
        api.delete("orgs/:ref/invitations/:userref") { _, context in
            try await invitations.delete(parameter("ref", of: context), parameter("userref", of: context))
            return Response.noContent
        }
        api.put("orgs/:ref/invitations/:userref/actions") { request, context in
            let (ref, user) = (try parameter("ref", of: context), try parameter("userref", of: context))
            try await invitations.act(
                ref, user, body(OrganizationInvitationActionRequest.self, request, context))
            return Response.noContent
        }
        api.get("users/:ref/org_invitations") { request, context in
            let ref = try parameter("ref", of: context)
            let page = try PageRequest(request, list: "userinvitations", filter: ref, key: cursorKey)
            return try self.page(
                try await invitations.list(of: ref, page), list: "userinvitations", page: page, filter: ref,
                request: request)
        }
    }
}
