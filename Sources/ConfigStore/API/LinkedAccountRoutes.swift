import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addLinkedAccounts(to api: RouterGroup<Context>) {
        let accounts = LinkedAccounts(environment: environment)
        api.get("users/:ref/linkedaccounts") { request, context in
            let ref = try parameter("ref", of: context)
            return try page(
                of: try await accounts.list(ref), list: "linkedaccounts", filter: ref, request: request
            ) { $0.id }
        }
        api.post("users/:ref/linkedaccounts") { request, context in
            let ref = try parameter("ref", of: context)
            let created = try await accounts.create(
                for: ref, body(CreateLinkedAccountRequest.self, request, context))
            return try answer(created, status: .created)
        }
        api.get("users/:ref/linkedaccounts/:id") { _, context in
            try answer(try await accounts.get(parameter("ref", of: context), parameter("id", of: context)))
        }
        api.put("users/:ref/linkedaccounts/:id") { request, context in
            let (ref, id) = (try parameter("ref", of: context), try parameter("id", of: context))
            return try answer(
                try await accounts.update(ref, id, body(UpdateLinkedAccountRequest.self, request, context)))
        }
        api.delete("users/:ref/linkedaccounts/:id") { _, context in
            try await accounts.delete(parameter("ref", of: context), parameter("id", of: context))
            return Response.noContent
        }
        api.get("users/:ref/linkedaccounts/:id/credentials") { _, context in
            try answer(try await accounts.credentials(parameter("ref", of: context), parameter("id", of: context)))
        }
        api.put("users/:ref/linkedaccounts/:id/refreshlease") { request, context in
            let (ref, id) = (try parameter("ref", of: context), try parameter("id", of: context))
            return try answer(
                try await accounts.acquireRefreshLease(ref, id, body(RefreshLeaseRequest.self, request, context)))
        }
    }
}
