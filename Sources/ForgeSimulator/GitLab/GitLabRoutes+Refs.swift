import Foundation
import Hummingbird

private struct NewBranch: Decodable {
    var branch: String
    var ref: String
}

private struct NewTag: Decodable {
    var tag_name: String
    var ref: String
    var message: String?
}

/// Branches and tags.
extension GitLabRoutes {
    func addBranches(to project: RouterGroup<Context>) {
        let branches = project.group("repository/branches")
        branches.get { request, context in
            try answerPage(request, context) { data, scope in
                scope.repository.branches.sorted { $0.name < $1.name }.map { [links = data.links] branch in
                    { branch.gitLabJSON(links, in: scope) }
                }
            }
        }
        branches.get(":branch") { request, context in
            let name = try context.parameter("branch")
            return try answer(request, context) { data, scope in
                guard let branch = scope.repository.branch(name) else {
                    throw ForgeRefusal.missing("404 Branch Not Found")
                }
                return branch.gitLabJSON(data.links, in: scope)
            }
        }
        branches.post { request, context in
            let new = try await body(NewBranch.self, request, context)
            return try answer(request, context, 201, needs: .write) { data, scope in
                guard scope.repository.branch(new.branch) == nil else {
                    throw ForgeRefusal(status: 400, body: .sentence("Branch already exists"))
                }
                guard scope.repository.commit(at: new.ref) != nil else {
                    throw ForgeRefusal(status: 400, body: .sentence("Invalid reference name: \(new.ref)"))
                }
                return try data.addBranch(new.branch, at: new.ref, in: scope.repository, by: scope.user())
                    .gitLabJSON(data.links, in: scope)
            }
        }
        branches.delete(":branch") { request, context in
            let name = try context.parameter("branch")
            return try answer(request, context, 204, needs: .write) { data, scope in
                guard scope.repository.branch(name) != nil else { throw ForgeRefusal.missing("404 Branch Not Found") }
                try data.deleteBranch(name, in: scope.repository, by: scope.user())
                return .null
            }
        }
    }

    func addTags(to project: RouterGroup<Context>) {
        let tags = project.group("repository/tags")
        tags.get { request, context in
            try answerPage(request, context) { data, scope in
                scope.repository.tags.map { [links = data.links] tag in { tag.gitLabJSON(links, in: scope) } }
            }
        }
        tags.get(":tag") { request, context in
            let name = try context.parameter("tag")
            return try answer(request, context) { data, scope in
                guard let tag = scope.repository.tag(name) else { throw ForgeRefusal.missing("404 Tag Not Found") }
                return tag.gitLabJSON(data.links, in: scope)
            }
        }
        tags.post { request, context in
            let new = try await body(NewTag.self, request, context)
            return try answer(request, context, 201, needs: .write) { data, scope in
                guard scope.repository.tag(new.tag_name) == nil else {
                    throw ForgeRefusal(status: 400, body: .sentence("Tag \(new.tag_name) already exists"))
                }
                guard scope.repository.commit(at: new.ref) != nil else {
                    throw ForgeRefusal(status: 400, body: .sentence("Target \(new.ref) is invalid"))
                }
                return try data.addTag(
                    new.tag_name, message: new.message ?? "", at: new.ref, in: scope.repository, by: scope.user()
                ).gitLabJSON(data.links, in: scope)
            }
        }
        tags.delete(":tag") { request, context in
            let name = try context.parameter("tag")
            return try answer(request, context, 204, needs: .write) { data, scope in
                guard scope.repository.tag(name) != nil else { throw ForgeRefusal.missing("404 Tag Not Found") }
                try data.deleteTag(name, in: scope.repository, by: scope.user())
                return .null
            }
        }
    }
}
