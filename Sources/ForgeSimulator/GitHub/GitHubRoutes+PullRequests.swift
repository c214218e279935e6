import Hummingbird

private struct NewPullRequest: Decodable {
    var title: String
    /// A branch, or `OWNER:BRANCH` of a fork.
    var head: String
    var base: String
    var body: String?
}

/// Pull requests, which stay open.
extension GitHubRoutes {
    func addPullRequests(to repository: RouterGroup<Context>) {
        repository.get("pulls") { request, context in
            try answer(request, context) { data, scope in
                let pulls = scope.repository.pulls.reversed()
                return page(
                    request,
                    pulls.map { [data] pull in
                        { data.gitHubListJSON(pull, in: scope.repository) { data.gitHubJSON($0, for: nil) } }
                    }, data)
            }
        }
        repository.get("pulls/:number") { request, context in
            let number = try context.number("number")
            return try answer(request, context) { data, scope in
                guard let pull = scope.repository.pulls.first(where: { $0.number == number }) else {
                    throw ForgeRefusal.notFound
                }
                return Answer(json: data.gitHubJSON(pull, in: scope.repository))
            }
        }
        repository.post("pulls") { request, context in
            let new = try await body(NewPullRequest.self, request, context)
            return try answer(request, context) { data, scope in
                let parts = new.head.split(separator: ":", maxSplits: 1).map(String.init)
                let owner = parts.count == 2 ? parts[0] : ""
                let head =
                    parts.count == 2
                    ? data.repositories.values.first {
                        $0.parentID == scope.repository.id && data.users[$0.ownerID]?.name == owner
                    } : scope.repository
                guard let head, let branch = parts.last, head.branch(branch) != nil,
                    scope.repository.branch(new.base) != nil
                else { throw ForgeRefusal(status: 422, body: .fields([(name: "head", problem: "is invalid")])) }
                let pull = try data.openPull(
                    new.title, text: new.body ?? "", from: branch, of: head, to: new.base, of: scope.repository,
                    by: scope.user())
                return Answer(json: data.gitHubJSON(pull, in: scope.repository), status: 201)
            }
        }
    }
}
