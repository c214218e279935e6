import ConfigStoreAPI
import ConfigStoreClient
import Hummingbird
import RemoteSources
import ServiceKit

extension GatewayRouter {
    func addUsers(to api: GatewayRoutes) {
        api.on(.getCurrentUser) { _, context in try answer(UserDetailsBody(try context.requireUser())) }
        api.on(.listRemoteRepositories) { request, context in try await remoteRepositories(request, context) }
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
        api.on(.listUserTokens) { _, context in
            let ref = try parameter("ref", of: context)
            return try answer(try await configStore.userDetails(ref).tokenNames)
        }
        api.on(.listLinkedAccounts) { _, context in
            let ref = try parameter("ref", of: context)
            return try answer(try await configStore.linkedAccounts(of: ref).map(LinkedAccountBody.init))
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

    /// One page of what the user's account at a forge can see, as the forge pages it.
    private func remoteRepositories(_ request: Request, _ context: Context) async throws -> Response {
        let user = try context.requireUser()
        let forge = try await forges.forge(parameter("source", of: context))
        guard let account = user.linkedAccounts.first(where: { $0.remoteSourceID == forge.source.id }) else {
            throw ServiceError(
                .notFound, code: "linkedAccountDoesNotExist", "you have no linked account of this remote source")
        }
        let list = "remoterepos"
        let page = try PageRequest(request, list: list, filter: account.id, key: keys.cursors)
        let found = try await tokens.ask(forge, as: account) { session throws(OperationError) in
            try await session.repositories(page: page.after.map(PageToken.init))
        }
        let cursor = found.next.map {
            Cursor(list: list, after: $0.rawValue, filter: account.id).sealed(with: keys.cursors)
        }
        return try answer(
            found.items.map { RemoteRepositoryBody(id: $0.id, path: $0.path) },
            headers: .page(of: request, cursor: cursor, baseURL: configuration.webURL))
    }
}
