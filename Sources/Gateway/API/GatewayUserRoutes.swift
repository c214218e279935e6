import ConfigStoreAPI
import ConfigStoreClient
import Hummingbird
import RemoteSources
import ServiceKit

extension GatewayRouter {
    func addUsers(to api: GatewayRoutes) {
        api.on(.getCurrentUser) { _, context in try answer(UserDetailsBody(try context.requireUser())) }
        addRemoteRepositories(to: api)
        api.on(.listUsers) { request, context in
            let paging = try paging(request)
            let page = try await configStore.usersWithDetails(
                limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(UserDetailsBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.createUser) { request, context in
            let body = try await request.decodeJSON(UserRequestBody.self, context: context)
            let created = try await configStore.createUser(CreateUserRequest(userName: body.username))
            return try answer(UserBody(created.user), status: .created)
        }
        api.on(.getUser) { _, context in
            let ref = try parameter("ref", of: context)
            guard context.isAdministrator || context.isSelf(ref) else {
                return try answer(UserBody(try await configStore.user(ref)))
            }
            return try answer(UserDetailsBody(try await configStore.userDetails(ref)))
        }
        api.on(.deleteUser) { request, context in
            try await configStore.deleteUser(parameter("ref", of: context), cascade: request.flag("cascade"))
            return Response.noContent
        }
        addUserTokens(to: api)
    }

    private func addUserTokens(to api: GatewayRoutes) {
        api.on(.listUserTokens) { request, context in
            let paging = try paging(request)
            let page = try await configStore.userTokens(
                of: parameter("ref", of: context), limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(\.name),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.listLinkedAccounts) { request, context in
            let paging = try paging(request)
            let page = try await configStore.linkedAccounts(
                of: parameter("ref", of: context), limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(LinkedAccountBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.createUserToken) { request, context in
            let ref = try parameter("ref", of: context)
            let body = try await request.decodeJSON(UserTokenRequestBody.self, context: context)
            let created = try await configStore.createUserToken(for: ref, name: body.token_name ?? "")
            return try answer(UserTokenBody(token: created.token), status: .created)
        }
        api.on(.deleteUserToken) { _, context in
            let ref = try parameter("ref", of: context)
            try await configStore.deleteUserToken(user: ref, name: parameter("name", of: context))
            return Response.noContent
        }
        api.on(.deleteLinkedAccount) { _, context in
            let ref = try parameter("ref", of: context)
            try await configStore.deleteLinkedAccount(user: ref, id: parameter("id", of: context))
            return Response.noContent
        }
        api.on(.deleteSessions) { _, context in
            let ref = try parameter("ref", of: context)
            try await configStore.deleteSessions(of: ref)
            return Response.noContent
        }
    }
}
