import HTTPTypes
import Hummingbird

private struct NewProject: Decodable {
    var name: String
    var visibility: String?
    var initialize_with_readme: Bool?
    var default_branch: String?
}

private struct ProjectChange: Decodable {
    var path: String?
}

private struct NewMember: Decodable {
    var user_id: Int64
    var access_level: Int64
}

extension GitLabRoutes {
    func addProjects(to api: RouterGroup<Context>) {
        api.get("projects") { request, _ in try projects(request) }
        api.post("projects") { request, context in
            let new = try await body(NewProject.self, request, context)
            return try answerCaller(request, 201) { data, caller in
                let repository = try data.addRepository(
                    new.name, owner: caller.user, isPrivate: new.visibility != "public",
                    defaultBranch: new.default_branch ?? "main", isInitialized: new.initialize_with_readme ?? false)
                return data.gitLabJSON(repository, for: caller.user.id)
            }
        }
        let project = api.group("projects/:id")
        project.get { request, context in
            try answer(request, context) { data, scope in
                data.gitLabJSON(scope.repository, for: scope.caller?.user.id)
            }
        }
        project.put { request, context in
            let change = try await body(ProjectChange.self, request, context)
            return try answer(request, context, needs: .admin) { data, scope in
                if let path = change.path { try data.rename(scope.repository, to: path) }
                return data.gitLabJSON(
                    data.repositories[scope.repository.id] ?? scope.repository, for: scope.caller?.user.id)
            }
        }
        project.post("fork") { request, context in
            try answer(request, context, 201) { data, scope in
                let user = try scope.user()
                return data.gitLabJSON(try data.fork(scope.repository, to: user), for: user.id)
            }
        }
        addMembers(to: project)
    }

    private func addMembers(to project: RouterGroup<Context>) {
        project.get("members/all/:user") { request, context in
            let id = try context.number("user")
            return try answer(request, context) { data, scope in
                guard let user = data.users[id], let level = data.gitLabLevel(of: id, in: scope.repository) else {
                    throw ForgeRefusal.notFound
                }
                return user.gitLabAuthorJSON(data.links).adding("access_level", .int(level))
            }
        }
        project.post("members") { request, context in
            let new = try await body(NewMember.self, request, context)
            return try answer(request, context, 201, needs: .admin) { data, scope in
                guard let user = data.users[new.user_id], !user.isOrganization else { throw ForgeRefusal.notFound }
                let access: ForgeAccess =
                    switch new.access_level {
                    case 40...: .admin
                    case 30..<40: .write
                    default: .read
                    }
                data.repositories[scope.repository.id]?.collaborators[user.id] = access
                return user.gitLabAuthorJSON(data.links).adding("access_level", .int(new.access_level))
            }
        }
    }

    /// The projects that the caller sees, by id; a keyset or numbered pages.
    private func projects(_ request: Request) throws -> Response {
        let query = query(request)
        func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
        let minLevel = value("min_access_level").flatMap(Int64.init) ?? 0
        let (json, headers) = try state.withData { data -> (ForgeJSON, HTTPFields) in
            let caller = try caller(of: request, &data)
            let id = caller?.user.id
            let seen = data.repositories.values.filter { repository in
                let level = id.flatMap { data.gitLabLevel(of: $0, in: repository) }
                if value("membership") == "true" || minLevel > 0 { return level ?? 0 >= max(minLevel, 1) }
                return data.access(of: id, to: repository) >= .read
            }
            let sorted = seen.sorted { $0.id < $1.id }
            let url = data.links.root + request.uri.path
            if value("pagination") == "keyset" {
                guard value("order_by") == "id" else {
                    throw ForgeRefusal(
                        status: 405, body: .sentence("Keyset pagination is not yet available for this type of request"))
                }
                let (items, headers) = GitLabPage.keyset(sorted, sortedBy: \.id, query: query, url: url)
                return (.array(items.map { data.gitLabJSON($0, for: id) }), headers)
            }
            let page = GitLabPage(query: query)
            return (
                .array(page.slice(sorted).map { data.gitLabJSON($0, for: id) }),
                page.headers(total: sorted.count, url: url)
            )
        }
        return Response(200, forge: json, headers: headers)
    }
}
