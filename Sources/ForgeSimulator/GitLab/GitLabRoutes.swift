import HTTPTypes
import Hummingbird

/// GitLab's routes.
struct GitLabRoutes: ForgeRoutes {
    let state: ForgeState

    func caller(of request: Request, _ data: inout ForgeData) throws(ForgeRefusal) -> ForgeCaller? {
        let token: String
        if let given = request.headers[.privateToken] {
            token = given
        } else if let authorization = request.headers[.authorization] {
            let parts = authorization.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw .unauthorized }
            token = parts[1]
        } else {
            return nil
        }
        guard let user = data.user(token: token) else { throw .unauthorized }
        return ForgeCaller(user: user, usesPassword: false)
    }

    func add(to router: RouterGroup<Context>) {
        let api = router.group("api/v4")
        api.get("version") { _, _ in Response(200, forge: ["version": "17.8.0", "revision": "simulated"]) }
        api.get("user") { request, _ in
            try answerCaller(request) { data, caller in caller.user.gitLabJSON(data.links) }
        }
        addProjects(to: api)
        let project = api.group("projects/:id")
        addBranches(to: project)
        addTags(to: project)
        addCommits(to: project)
        addDeployKeys(to: project)
        addWebhooks(to: project)
        addMergeRequests(to: project)
    }

    /// Answers about the project in the path, by number or by its whole path. One that the caller may not see is not
    /// there; one that was renamed is somewhere else.
    func answer(
        _ request: Request, _ context: Context, _ status: Int = 200, needs: ForgeAccess = .read,
        _ body: (inout ForgeData, ForgeRepositoryScope) throws -> ForgeJSON
    ) throws -> Response {
        let id = try context.parameter("id")
        return try answer(request, status) { data, caller in
            let scope = try scope(id, request, caller, needs: needs, data)
            return try body(&data, scope)
        }
    }

    /// Answers with a page of what the project in the path has.
    func answerPage(
        _ request: Request, _ context: Context, needs: ForgeAccess = .read,
        _ body: (ForgeData, ForgeRepositoryScope) throws -> [@Sendable () -> ForgeJSON]
    ) throws -> Response {
        let id = try context.parameter("id")
        let page = GitLabPage(query: query(request))
        let (json, headers) = try state.withData { data -> (ForgeJSON, HTTPFields) in
            let caller = try caller(of: request, &data)
            let all = try body(data, try scope(id, request, caller, needs: needs, data))
            let headers = page.headers(total: all.count, url: data.links.root + request.uri.path)
            return (.array(page.slice(all).map { $0() }), headers)
        }
        return Response(200, forge: json, headers: headers)
    }

    private func scope(
        _ id: String, _ request: Request, _ caller: ForgeCaller?, needs: ForgeAccess, _ data: ForgeData
    ) throws(ForgeRefusal) -> ForgeRepositoryScope {
        let missing = ForgeRefusal.missing("404 Project Not Found")
        guard let repository = Int64(id).map({ data.repositories[$0] }) ?? data.repository(path: id) else {
            guard let moved = data.redirects[id.lowercased()], let repository = data.repositories[moved],
                data.access(of: caller?.user.id, to: repository) >= .read
            else { throw missing }
            let rest = request.uri.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(5)
            let query = request.uri.query.map { "?" + $0 } ?? ""
            let path = (["/api/v4/projects", String(moved)] + rest.map(String.init)).joined(separator: "/")
            throw .moved(to: data.links.root + path + query)
        }
        let access = data.access(of: caller?.user.id, to: repository)
        guard access >= .read else { throw missing }
        guard access >= needs else {
            throw caller == nil ? .unauthorized : .forbidden("403 Forbidden")
        }
        return ForgeRepositoryScope(
            repository: repository, path: data.path(of: repository), access: access, caller: caller)
    }
}

extension HTTPField.Name {
    // A valid field name; the fallback can't be reached.
    static let privateToken = HTTPField.Name("PRIVATE-TOKEN") ?? .eTag
}
