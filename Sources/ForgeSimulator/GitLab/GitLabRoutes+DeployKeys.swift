import Hummingbird

private struct NewDeployKey: Decodable {
    var title: String
    var key: String
    var can_push: Bool?
}

private struct DeployKeyChange: Decodable {
    var title: String?
    var can_push: Bool?
}

extension GitLabRoutes {
    func addDeployKeys(to project: RouterGroup<Context>) {
        let keys = project.group("deploy_keys")
        keys.get { request, context in
            try answerPage(request, context, needs: .admin) { _, scope in
                scope.repository.keys.map { key in { key.gitLabJSON } }
            }
        }
        keys.post { request, context in
            let new = try await body(NewDeployKey.self, request, context)
            return try answer(request, context, 201, needs: .admin) { data, scope in
                guard ForgeDeployKey.isOne(new.key) else {
                    throw ForgeRefusal(
                        status: 400,
                        body: .fields([
                            (name: "deploy_key.key", problem: "is invalid"), (name: "key", problem: "is invalid"),
                        ]))
                }
                let blob = ForgeDeployKey.blob(of: new.key)
                // A key that the project has is answered as it is.
                if let there = scope.repository.keys.first(where: { ForgeDeployKey.blob(of: $0.content) == blob }) {
                    return there.gitLabJSON
                }
                guard scope.repository.keys.count < ForgeRepository.maxKeys else { throw ForgeRefusal.full }
                let key = ForgeDeployKey(
                    id: data.nextID(.key), title: new.title, content: new.key, isReadOnly: !(new.can_push ?? false),
                    created: data.now())
                data.repositories[scope.repository.id]?.keys.append(key)
                return key.gitLabJSON
            }
        }
        keys.put(":key") { request, context in
            let id = try context.number("key")
            let change = try await body(DeployKeyChange.self, request, context)
            return try answer(request, context, needs: .admin) { data, scope in
                guard let index = scope.repository.keys.firstIndex(where: { $0.id == id }) else {
                    throw ForgeRefusal.notFound
                }
                var key = scope.repository.keys[index]
                key.title = change.title ?? key.title
                key.isReadOnly = change.can_push.map { !$0 } ?? key.isReadOnly
                data.repositories[scope.repository.id]?.keys[index] = key
                return key.gitLabJSON
            }
        }
        keys.delete(":key") { request, context in
            let id = try context.number("key")
            return try answer(request, context, 204, needs: .admin) { data, scope in
                guard scope.repository.keys.contains(where: { $0.id == id }) else {
                    throw ForgeRefusal.missing("404 Deploy Key Not Found")
                }
                data.repositories[scope.repository.id]?.keys.removeAll { $0.id == id }
                return .null
            }
        }
    }
}
