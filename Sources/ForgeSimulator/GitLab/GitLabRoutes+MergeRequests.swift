import Hummingbird

private struct NewMergeRequest: Decodable {
    var source_branch: String
    var target_branch: String
    var title: String
    var description: String?
    /// Where it shall go; the project of the request unless given.
    var target_project_id: Int64?
}

/// Merge requests, which stay open.
extension GitLabRoutes {
    func addMergeRequests(to project: RouterGroup<Context>) {
        let requests = project.group("merge_requests")
        requests.get { request, context in
            try answerPage(request, context) { data, scope in
                scope.repository.pulls.reversed().map { pull in
                    let json = data.gitLabJSON(pull, in: scope.repository)
                    return { json }
                }
            }
        }
        requests.get(":number") { request, context in
            let number = try context.number("number")
            return try answer(request, context) { data, scope in
                guard let pull = scope.repository.pulls.first(where: { $0.number == number }) else {
                    throw ForgeRefusal.notFound
                }
                return data.gitLabJSON(pull, in: scope.repository)
                    .adding("subscribed", true).adding("changes_count", "1")
            }
        }
        requests.post { request, context in
            let new = try await body(NewMergeRequest.self, request, context)
            return try answer(request, context, 201) { data, scope in
                let target = data.repositories[new.target_project_id ?? scope.repository.id]
                let user = try scope.user()
                guard let target, data.access(of: user.id, to: target) >= .read,
                    scope.repository.branch(new.source_branch) != nil, target.branch(new.target_branch) != nil
                else { throw ForgeRefusal.notFound }
                let pull = try data.openPull(
                    new.title, text: new.description ?? "", from: new.source_branch, of: scope.repository,
                    to: new.target_branch, of: target, by: user)
                return data.gitLabJSON(pull, in: data.repositories[target.id] ?? target)
                    .adding("subscribed", true).adding("changes_count", "1")
            }
        }
    }
}
