import Foundation
import Hummingbird

private struct NewDeployKey: Decodable {
    var key: String
    var title: String
    var read_only: Bool?
}

private struct NewStatus: Decodable {
    var state: String
    var context: String?
    var description: String?
    var target_url: String?
}

/// Deploy keys and commit statuses.
extension GiteaRoutes {
    func addProjects(to api: RouterGroup<Context>) {
        addDeployKeys(to: api.group("repos/:owner/:name/keys"))
        addStatuses(to: api.group("repos/:owner/:name/statuses/:sha"))
    }

    private func addDeployKeys(to keys: RouterGroup<Context>) {
        keys.get { request, context in
            try answerPage(request, context, needs: .admin, countsAll: false) { data, scope in
                let repository = data.giteaJSON(scope.repository, access: .read)
                return scope.repository.keys.map { [links = data.links] key in
                    { key.giteaJSON(links, path: scope.path).adding("repository", repository) }
                }
            }
        }
        keys.post { request, context in
            let new = try await body(NewDeployKey.self, request, context)
            return try answer(request, context, 201, needs: .admin) { data, scope in
                if let problem = ForgeDeployKey.problem(of: new.key) { throw ForgeRefusal.unprocessable(problem) }
                try Self.check(new.key, new.title, against: scope.repository)
                let key = ForgeDeployKey(
                    id: data.nextID(.key), title: new.title, content: new.key, isReadOnly: new.read_only ?? false,
                    created: data.now())
                data.repositories[scope.repository.id]?.keys.append(key)
                return key.giteaJSON(data.links, path: scope.path)
            }
        }
        // A key that isn't there is as good as one that was removed.
        keys.delete(":id") { request, context in
            let id = try context.number("id")
            return try answer(request, context, 204, needs: .admin) { data, scope in
                data.repositories[scope.repository.id]?.keys.removeAll { $0.id == id }
                return .null
            }
        }
    }

    private static func check(_ key: String, _ title: String, against repository: ForgeRepository) throws {
        let blob = ForgeDeployKey.blob(of: key)
        guard !repository.keys.contains(where: { ForgeDeployKey.blob(of: $0.content) == blob }) else {
            throw ForgeRefusal.unprocessable("This key has already been added to this repository")
        }
        guard !repository.keys.contains(where: { $0.title == title }) else {
            throw ForgeRefusal.unprocessable("Key title has been used")
        }
        guard repository.keys.count < ForgeRepository.maxKeys else { throw ForgeRefusal.full }
    }

    private func addStatuses(to statuses: RouterGroup<Context>) {
        @Sendable func giteaJSON(_ status: ForgeStatus, _ data: ForgeData, _ path: String) -> ForgeJSON {
            status.giteaJSON(
                data.links, path: path, creator: data.users[status.creatorID]?.giteaJSON(data.links) ?? .null)
        }
        statuses.get { request, context in
            let sha = try context.parameter("sha")
            return try answerPage(request, context) { data, scope in
                scope.repository.statuses.reversed().filter { $0.sha == sha }.map { status in
                    let json = giteaJSON(status, data, scope.path)
                    return { json }
                }
            }
        }
        statuses.post { request, context in
            let sha = try context.parameter("sha")
            let new = try await body(NewStatus.self, request, context)
            return try answer(request, context, 201, needs: .write) { data, scope in
                guard scope.repository.commits[sha] != nil else {
                    throw ForgeRefusal(status: 500, body: .sentence(""))
                }
                guard ForgeStatus.giteaStates.contains(new.state) else {
                    throw ForgeRefusal.unprocessable("invalid state")
                }
                let status = ForgeStatus(
                    id: data.nextID(.status), sha: sha, state: new.state, targetURL: new.target_url ?? "",
                    text: new.description ?? "", context: new.context ?? "default", creatorID: try scope.user().id,
                    created: data.now())
                data.add(status, to: scope.repository.id)
                return giteaJSON(status, data, scope.path)
            }
        }
    }
}
