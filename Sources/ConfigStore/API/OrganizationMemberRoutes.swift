import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addOrganizationMembers(to api: RouterGroup<Context>) {
        let members = OrganizationMembers(environment: environment)
        api.get("orgs/:ref/members") { request, context in
            let ref = try parameter("ref", of: context)
            let page = try PageRequest(request, list: "orgmembers", filter: ref, key: cursorKey)
            return try self.page(
                try await members.list(ref, page), list: "orgmembers", page: page, filter: ref, request: request)
        }
        api.put("orgs/:ref/members/:userref") { request, context in
            let (ref, user) = (try parameter("ref", of: context), try parameter("userref", of: context))
            let member = try await members.set(
                ref, user, body(SetOrganizationMemberRequest.self, request, context))
            return try answer(member, status: .created)
        }
        api.delete("orgs/:ref/members/:userref") { _, context in
            try await members.remove(parameter("ref", of: context), parameter("userref", of: context))
            return Response.noContent
        }
        api.get("users/:ref/orgs") { request, context in
            let ref = try parameter("ref", of: context)
            let page = try PageRequest(request, list: "userorgs", filter: ref, key: cursorKey)
            return try self.page(
                try await members.organizations(of: ref, page), list: "userorgs", page: page, filter: ref,
                request: request)
        }
        api.get("users/:ref/orgs/:orgref") { _, context in
            let (user, organization) = (try parameter("ref", of: context), try parameter("orgref", of: context))
            return try answer(try await members.organization(organization, of: user))
        }
    }
}
