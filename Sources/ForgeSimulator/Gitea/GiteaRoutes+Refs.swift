import Foundation
import Hummingbird

private struct NewBranch: Decodable {
    var new_branch_name: String
    var old_branch_name: String?
}

private struct NewTag: Decodable {
    var tag_name: String
    var message: String?
    var target: String?
}

extension GiteaRoutes {
    func addRefs(to api: RouterGroup<Context>) {
        let repository = api.group("repos/:owner/:name")
        addBranches(to: repository)
        addTags(to: repository)
        repository.get("git/refs/**") { request, context in
            let filter = "refs/" + (try context.rest())
            return try answer(request, context) { data, scope in
                let refs = data.refs(of: scope.repository).filter { $0.name.hasPrefix(filter) }
                guard !refs.isEmpty else { throw ForgeRefusal.notFound }
                return .array(refs.map { $0.giteaJSON(data.links, path: scope.path) })
            }
        }
    }

    private func addBranches(to repository: RouterGroup<Context>) {
        repository.get("branches") { request, context in
            try answerPage(request, context) { data, scope in
                scope.repository.branches.map { [links = data.links] branch in
                    { branch.giteaJSON(links, in: scope.repository, path: scope.path, access: scope.access) }
                }
            }
        }
        repository.get("branches/**") { request, context in
            let name = try context.rest()
            return try answer(request, context) { data, scope in
                guard let branch = scope.repository.branch(name) else {
                    throw ForgeRefusal.missing(errors: ["branch does not exist [name: \(name)]"])
                }
                return branch.giteaJSON(data.links, in: scope.repository, path: scope.path, access: scope.access)
            }
        }
        repository.post("branches") { request, context in
            let new = try await body(NewBranch.self, request, context)
            return try answer(request, context, 201, needs: .write) { data, scope in
                let branch = try data.addBranch(
                    new.new_branch_name, at: new.old_branch_name, in: scope.repository, by: scope.user())
                return branch.giteaJSON(data.links, in: scope.repository, path: scope.path, access: scope.access)
            }
        }
        repository.delete("branches/**") { request, context in
            let name = try context.rest()
            return try answer(request, context, 204, needs: .write) { data, scope in
                try data.deleteBranch(name, in: scope.repository, by: scope.user())
                return .null
            }
        }
    }

    private func addTags(to repository: RouterGroup<Context>) {
        @Sendable func giteaJSON(_ tag: ForgeTag, _ scope: ForgeRepositoryScope, _ links: ForgeLinks) -> ForgeJSON {
            let created = scope.repository.commits[tag.commitSHA]?.date ?? scope.repository.updated
            return tag.giteaJSON(links, path: scope.path, created: created)
        }
        repository.get("tags") { request, context in
            try answerPage(request, context) { data, scope in
                scope.repository.tags.map { tag in
                    let json = giteaJSON(tag, scope, data.links)
                    return { json }
                }
            }
        }
        repository.get("tags/**") { request, context in
            let name = try context.rest()
            return try answer(request, context) { data, scope in
                guard let tag = scope.repository.tag(name) else { throw ForgeRefusal.notFound }
                return giteaJSON(tag, scope, data.links)
            }
        }
        repository.post("tags") { request, context in
            let new = try await body(NewTag.self, request, context)
            return try answer(request, context, 201, needs: .write) { data, scope in
                let user = try scope.user()
                let tag = try data.addTag(
                    new.tag_name, message: new.message ?? "", at: new.target, in: scope.repository, by: user)
                _ = data.addRelease(
                    tag.name, title: "", text: "", target: tag.commitSHA, in: scope.repository, by: user)
                return giteaJSON(tag, scope, data.links)
            }
        }
        repository.delete("tags/**") { request, context in
            let name = try context.rest()
            return try answer(request, context, 204, needs: .write) { data, scope in
                try data.deleteTag(name, in: scope.repository, by: scope.user())
                return .null
            }
        }
    }
}

/// A ref as the API lists it.
struct GiteaRef: Sendable {
    let name: String
    let sha: String
    let type: String

    func giteaJSON(_ links: ForgeLinks, path: String) -> ForgeJSON {
        let object = "\(links.repository(path))/git/\(type)s/\(sha)"
        return [
            "ref": .string(name), "url": .string("\(links.repository(path))/git/\(name)"),
            "object": ["type": .string(type), "sha": .string(sha), "url": .string(object)],
        ]
    }
}

extension ForgeData {
    func refs(of repository: ForgeRepository) -> [GiteaRef] {
        repository.branches.map { GiteaRef(name: "refs/heads/\($0.name)", sha: $0.sha, type: "commit") }
            + repository.pulls.map {
                GiteaRef(name: "refs/pull/\($0.number)/head", sha: headSHA(of: $0), type: "commit")
            }
            + repository.tags.map {
                GiteaRef(name: "refs/tags/\($0.name)", sha: $0.objectSHA, type: $0.isAnnotated ? "tag" : "commit")
            }
    }
}

extension ForgeBranch {
    func giteaJSON(
        _ links: ForgeLinks, in repository: ForgeRepository, path: String, access: ForgeAccess
    ) -> ForgeJSON {
        [
            "name": .string(name), "commit": repository.commits[sha]?.giteaBranchJSON(links, path: path) ?? .null,
            "protected": false, "required_approvals": 0, "enable_status_check": false, "status_check_contexts": [],
            "user_can_push": .bool(access >= .write), "user_can_merge": .bool(access >= .write),
            "effective_branch_protection_name": "",
        ]
    }
}
