import Hummingbird

private struct RepositoryChange: Decodable {
    var name: String?
}

private struct NewCollaborator: Decodable {
    var permission: String?
}

extension GiteaRoutes {
    func addRepositories(to api: RouterGroup<Context>) {
        api.get("repositories/:id") { request, context in
            let id = try context.number("id")
            return try answer(request) { data, caller in
                guard let repository = data.repositories[id] else { throw ForgeRefusal.notFound }
                let access = data.access(of: caller?.user.id, to: repository)
                guard access >= .read else { throw ForgeRefusal.notFound }
                return data.giteaJSON(repository, access: access)
            }
        }
        let repository = api.group("repos/:owner/:name")
        repository.get { request, context in
            try answer(request, context) { data, scope in data.giteaJSON(scope.repository, access: scope.access) }
        }
        repository.patch { request, context in
            let change = try await body(RepositoryChange.self, request, context)
            return try answer(request, context, needs: .admin) { data, scope in
                if let name = change.name { try data.rename(scope.repository, to: name) }
                let renamed = data.repositories[scope.repository.id] ?? scope.repository
                return data.giteaJSON(renamed, access: scope.access)
            }
        }
        repository.post("forks") { request, context in
            try answer(request, context, 202) { data, scope in
                data.giteaJSON(try data.fork(scope.repository, to: scope.user()), access: .admin)
            }
        }
        repository.put("collaborators/:user") { request, context in
            let name = try context.parameter("user")
            let new = try await body(NewCollaborator.self, request, context)
            return try answer(request, context, 204, needs: .admin) { data, scope in
                guard let user = data.user(named: name), !user.isOrganization else {
                    throw ForgeRefusal.unprocessable("user does not exist [name: \(name)]")
                }
                let access: ForgeAccess =
                    switch new.permission {
                    case "admin": .admin
                    case "read": .read
                    default: .write
                    }
                data.repositories[scope.repository.id]?.collaborators[user.id] = access
                return .null
            }
        }
    }
}
