import Foundation
import Hummingbird

private struct NewPullRequest: Decodable {
    var base: String
    var head: String
    var title: String
    var body: String?
}

private struct NewRelease: Decodable {
    var tag_name: String
    var target_commitish: String?
    var name: String?
    var body: String?
}

/// Pull requests, which stay open, and releases.
extension GiteaRoutes {
    func addPullRequests(to api: RouterGroup<Context>) {
        let repository = api.group("repos/:owner/:name")
        repository.get("pulls/:number") { request, context in
            let number = try context.number("number")
            return try answer(request, context) { data, scope in
                guard let pull = scope.repository.pulls.first(where: { $0.number == number }) else {
                    throw ForgeRefusal.notFound
                }
                return data.giteaJSON(pull, in: scope.repository, for: scope.caller?.user.id)
            }
        }
        repository.post("pulls") { request, context in
            let new = try await body(NewPullRequest.self, request, context)
            return try answer(request, context, 201) { data, scope in
                let pull = try Self.open(new, in: scope, &data)
                let repository = data.repositories[scope.repository.id] ?? scope.repository
                return data.giteaJSON(pull, in: repository, for: pull.authorID)
            }
        }
        repository.post("releases") { request, context in
            let new = try await body(NewRelease.self, request, context)
            return try answer(request, context, 201, needs: .write) { data, scope in
                let user = try scope.user()
                let target = new.target_commitish ?? scope.repository.defaultBranch
                if scope.repository.tag(new.tag_name) == nil {
                    _ = try data.addTag(new.tag_name, message: "", at: target, in: scope.repository, by: user)
                }
                // The tag's own entry becomes the release.
                data.repositories[scope.repository.id]?.releases.removeAll {
                    $0.tagName == new.tag_name && $0.title.isEmpty
                }
                guard
                    data.repositories[scope.repository.id]?.releases.contains(where: { $0.tagName == new.tag_name })
                        == false
                else { throw ForgeRefusal.conflict("a release of this tag exists already") }
                let release = data.addRelease(
                    new.tag_name, title: new.name.flatMap { $0.isEmpty ? nil : $0 } ?? new.tag_name,
                    text: new.body ?? "", target: target,
                    in: scope.repository, by: user)
                data.occurred(.release(release, action: "published"), in: scope.repository.id, by: user)
                return release.giteaJSON(data.links, path: scope.path, author: user.giteaJSON(data.links))
            }
        }
    }

    /// - Parameter new: Its head is a branch here, or `OWNER:BRANCH` in a fork.
    private static func open(
        _ new: NewPullRequest, in scope: ForgeRepositoryScope, _ data: inout ForgeData
    ) throws -> ForgePullRequest {
        let user = try scope.user()
        let parts = new.head.split(separator: ":", maxSplits: 1).map(String.init)
        let branch = parts.last ?? ""
        let head = parts.count == 2 ? data.fork(of: scope.repository, by: parts[0]) : scope.repository
        guard let head, head.branch(branch) != nil, scope.repository.branch(new.base) != nil else {
            throw ForgeRefusal.notFound
        }
        return try data.openPull(
            new.title, text: new.body ?? "", from: branch, of: head, to: new.base, of: scope.repository, by: user)
    }
}

extension ForgeData {
    fileprivate func fork(of repository: ForgeRepository, by owner: String) -> ForgeRepository? {
        guard let user = user(named: owner) else { return nil }
        return repositories.values.first {
            $0.ownerID == user.id && ($0.parentID == repository.id || $0.id == repository.id)
        }
    }
}
