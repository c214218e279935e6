import Hummingbird

extension GiteaRoutes {
    /// Answers about the repository in the path. One that the caller may not see is not there; one that was renamed
    /// is somewhere else.
    func answer(
        _ request: Request, _ context: Context, _ status: Int = 200, needs: ForgeAccess = .read,
        _ body: (inout ForgeData, ForgeRepositoryScope) throws -> ForgeJSON
    ) throws -> Response {
        let (owner, name) = (try context.parameter("owner"), try context.parameter("name"))
        return try answer(request, status) { data, caller in
            let scope = try data.scope(owner, name, request: request, caller: caller, needs: needs)
            return try body(&data, scope)
        }
    }

    /// Answers with a page of what the repository in the path has.
    func answerPage(
        _ request: Request, _ context: Context, needs: ForgeAccess = .read, countsAll: Bool = true,
        _ body: (inout ForgeData, ForgeRepositoryScope) throws -> [@Sendable () -> ForgeJSON]
    ) throws -> Response {
        let (owner, name) = (try context.parameter("owner"), try context.parameter("name"))
        return try answerPage(request, countsAll: countsAll) { data, caller in
            let scope = try data.scope(owner, name, request: request, caller: caller, needs: needs)
            return try body(&data, scope)
        }
    }
}

extension ForgeData {
    fileprivate func scope(
        _ owner: String, _ name: String, request: Request, caller: ForgeCaller?, needs: ForgeAccess
    ) throws(ForgeRefusal) -> ForgeRepositoryScope {
        guard let repository = repository(owner: owner, name: name) else {
            throw moved(owner, name, request) ?? .notFound
        }
        let access = access(of: caller?.user.id, to: repository)
        guard access >= .read else { throw .notFound }
        guard access >= needs else {
            guard caller != nil else { throw .unauthorized }
            throw .forbidden(
                needs == .admin
                    ? "user should be an owner or a collaborator with admin write of a repository"
                    : "user should have a permission to write to a repo")
        }
        return ForgeRepositoryScope(repository: repository, path: path(of: repository), access: access, caller: caller)
    }

    private func moved(_ owner: String, _ name: String, _ request: Request) -> ForgeRefusal? {
        guard let id = redirects["\(owner)/\(name)".lowercased()], let repository = repositories[id] else { return nil }
        // `/api/v1/repos/OWNER/NAME`, and what follows.
        let rest = request.uri.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(6)
        let query = request.uri.query.map { "?" + $0 } ?? ""
        let parts = ["/api/v1/repos", path(of: repository)] + rest.map(String.init)
        return .moved(to: parts.joined(separator: "/") + query)
    }
}
