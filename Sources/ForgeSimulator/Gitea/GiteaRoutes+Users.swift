import Foundation
import HTTPTypes
import Hummingbird

private struct NewToken: Decodable {
    var name: String
}

private struct NewApplication: Decodable {
    var name: String
    var redirect_uris: [String]
}

private struct NewRepository: Decodable {
    var name: String
    var `private`: Bool?
    var auto_init: Bool?
    var default_branch: String?
}

extension GiteaRoutes {
    func addUsers(to api: RouterGroup<Context>) {
        api.get("user") { request, _ in
            try answerCaller(request) { data, caller in caller.user.giteaJSON(data.links, isCaller: true) }
        }
        api.get("users/:user") { request, context in
            let name = try context.parameter("user")
            return try answer(request) { data, caller in
                guard let user = data.user(named: name), !user.isOrganization else { throw ForgeRefusal.notFound }
                return user.giteaJSON(data.links, isCaller: caller?.user.id == user.id)
            }
        }
        api.get("user/repos") { request, _ in try repositories(request) }
        api.post("user/repos") { request, context in
            let new = try await body(NewRepository.self, request, context)
            return try answerCaller(request, 201) { data, caller in
                let repository = try data.addRepository(
                    new.name, owner: caller.user, isPrivate: new.private ?? false,
                    defaultBranch: new.default_branch ?? "master", isInitialized: new.auto_init ?? false)
                return data.giteaJSON(repository, access: .admin)
            }
        }
        api.post("user/applications/oauth2") { request, context in
            let new = try await body(NewApplication.self, request, context)
            return try answerCaller(request, 201) { data, _ in
                try data.addApplication(new.name, redirectURIs: new.redirect_uris).giteaJSON()
            }
        }
        addTokens(to: api.group("users/:user/tokens"))
    }

    private func repositories(_ request: Request) throws -> Response {
        try answerPage(request) { data, caller in
            guard let caller else { throw ForgeRefusal.unauthorized }
            let mine = data.repositories.values.filter { repository in
                repository.ownerID == caller.user.id || repository.collaborators[caller.user.id] != nil
                    || data.users[repository.ownerID]?.memberIDs?.contains(caller.user.id) == true
            }
            let sorted = mine.sorted { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) }
            return sorted.map { [data] repository in
                { data.giteaJSON(repository, access: data.access(of: caller.user.id, to: repository)) }
            }
        }
    }

    private func addTokens(to tokens: RouterGroup<Context>) {
        tokens.get { request, context in
            let name = try context.parameter("user")
            return try answerPage(request, countsAll: false) { data, caller in
                try Self.owner(of: name, caller).tokens.map { token in { token.giteaJSON(isNew: false) } }
            }
        }
        tokens.post { request, context in
            let name = try context.parameter("user")
            let new = try await body(NewToken.self, request, context)
            return try answer(request, 201) { data, caller in
                let user = try Self.owner(of: name, caller)
                guard (1...100).contains(new.name.utf8.count) else {
                    throw ForgeRefusal.unprocessable("[Name]: Required")
                }
                return try data.addToken(new.name, for: user).giteaJSON(isNew: true)
            }
        }
        tokens.delete(":token") { request, context in
            let (name, token) = (try context.parameter("user"), try context.parameter("token"))
            return try answer(request, 204) { data, caller in
                let user = try Self.owner(of: name, caller)
                guard let found = user.tokens.first(where: { String($0.id) == token || $0.name == token }) else {
                    throw ForgeRefusal.notFound
                }
                data.users[user.id]?.tokens.removeAll { $0.id == found.id }
                return .null
            }
        }
    }

    /// Tokens are their owner's affair, and need the password itself.
    private static func owner(of name: String, _ caller: ForgeCaller?) throws -> ForgeUser {
        guard let caller else { throw ForgeRefusal.unauthorized }
        guard caller.usesPassword else { throw ForgeRefusal(status: 401, body: .sentence("basic auth required")) }
        guard caller.user.name.lowercased() == name.lowercased() else {
            throw ForgeRefusal.forbidden("only the user may do this")
        }
        return caller.user
    }
}
