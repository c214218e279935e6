import Hummingbird

private struct RepositoryChange: Decodable {
    var name: String
}

extension GitHubRoutes {
    func addRepositories(to api: RouterGroup<Context>) {
        api.get("repos/:owner/:name") { request, context in
            try answer(request, context) { data, scope in
                Answer(json: data.gitHubWholeJSON(scope.repository, for: scope.caller?.user.id))
            }
        }
        api.get("repositories/:id") { request, context in
            let id = try context.number("id")
            return try answer(request) { data, caller in
                guard let repository = data.repositories[id] else { throw ForgeRefusal.notFound }
                let scope = try Self.scope(repository, caller, needs: .read, data)
                return Answer(json: data.gitHubWholeJSON(scope.repository, for: caller?.user.id))
            }
        }
        api.patch("repos/:owner/:name") { request, context in
            let change = try await body(RepositoryChange.self, request, context)
            return try answer(request, context, needs: .admin) { data, scope in
                let old = scope.repository.name
                try data.rename(scope.repository, to: change.name)
                data.occurred(.renamed(from: old), in: scope.repository.id, by: try scope.user())
                let renamed = data.repositories[scope.repository.id] ?? scope.repository
                return Answer(json: data.gitHubWholeJSON(renamed, for: scope.caller?.user.id))
            }
        }
        api.post("repos/:owner/:name/forks") { request, context in
            try answer(request, context) { data, scope in
                let fork = try data.fork(scope.repository, to: scope.user())
                return Answer(json: data.gitHubWholeJSON(fork, for: scope.caller?.user.id), status: 202)
            }
        }
        api.delete("repos/:owner/:name") { request, context in
            try answer(request, context, needs: .admin) { data, scope in
                data.repositories[scope.repository.id] = nil
                data.repositoryIDs[scope.path.lowercased()] = nil
                return Answer(json: .null, status: 204)
            }
        }
    }
}
