import Hummingbird

/// GitHub Apps: what an app asks with its own token, and the list of an installation.
extension GitHubRoutes {
    func addApps(to api: RouterGroup<Context>) {
        api.get("orgs/:owner/installation") { request, context in
            try installation(request, context) { $0.isOrganization }
        }
        api.get("users/:owner/installation") { request, context in
            try installation(request, context) { !$0.isOrganization }
        }
        api.post("app/installations/:id/access_tokens") { request, context in
            let id = try context.number("id")
            return try answerApp(request) { data, app in
                guard let installation = data.installations.first(where: { $0.id == id && $0.appID == app.id }) else {
                    throw ForgeRefusal.notFound
                }
                guard !installation.isSuspended else {
                    throw ForgeRefusal.forbidden("This installation has been suspended")
                }
                return Answer(json: data.addToken(for: installation), status: 201)
            }
        }
        api.get("installation/repositories") { request, _ in
            try answer(request) { data, caller in
                guard let owner = caller?.user.installationOwnerID else {
                    throw ForgeRefusal.forbidden("You must authenticate with an installation access token")
                }
                let all = data.repositories.values.filter { $0.ownerID == owner }.sorted { $0.id < $1.id }
                let page = page(
                    request, all.map { [data] repository in { data.gitHubJSON(repository, for: caller?.user.id) } },
                    data)
                return Answer(
                    json: ["total_count": .count(all.count), "repositories": page.json], link: page.link)
            }
        }
    }

    private func installation(
        _ request: Request, _ context: Context, _ isMeant: (ForgeUser) -> Bool
    ) throws -> Response {
        let name = try context.parameter("owner")
        return try answerApp(request) { data, app in
            guard let owner = data.user(named: name), isMeant(owner),
                let installation = data.installations.first(where: { $0.ownerID == owner.id && $0.appID == app.id })
            else { throw ForgeRefusal.notFound }
            return Answer(json: data.gitHubJSON(installation, of: owner, app))
        }
    }

    /// Answers an app that has shown a token which it signed itself.
    private func answerApp(
        _ request: Request, _ body: (inout ForgeData, ForgeApp) throws -> Answer
    ) throws -> Response {
        let token = try Self.token(of: request)
        return try state.withData { data -> Response in
            guard let token, let app = data.app(token: token) else {
                return Response(
                    401,
                    forge: [
                        "message": "A JSON web token could not be decoded",
                        "documentation_url": "https://docs.github.com/rest",
                    ])
            }
            let answer = try body(&data, app)
            return Response(answer.status, forge: answer.json)
        }
    }
}
