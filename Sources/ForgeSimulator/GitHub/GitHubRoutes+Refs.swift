import Hummingbird

private struct NewRef: Decodable {
    var ref: String
    var sha: String
}

private struct NewTagObject: Decodable {
    var tag: String
    var message: String
    var object: String
}

/// Branches, tags and what they lead to.
extension GitHubRoutes {
    func addRefs(to repository: RouterGroup<Context>) {
        repository.get("branches") { request, context in
            try answer(request, context) { data, scope in
                let branches = scope.repository.branches.sorted { $0.name < $1.name }
                return page(
                    request,
                    branches.map { [links = data.links] branch in { branch.gitHubShortJSON(links, scope.path) } },
                    data)
            }
        }
        repository.get("branches/:branch") { request, context in
            let name = try context.parameter("branch")
            return try answer(request, context) { data, scope in
                guard let branch = scope.repository.branch(name), let commit = scope.repository.commits[branch.sha]
                else {
                    throw ForgeRefusal.missing("Branch not found")
                }
                return Answer(json: branch.gitHubJSON(data, commit, scope.path))
            }
        }
        repository.get("tags") { request, context in
            try answer(request, context) { data, scope in
                page(
                    request,
                    scope.repository.tags.map { [links = data.links] tag in { tag.gitHubJSON(links, scope.path) } },
                    data)
            }
        }
        repository.get("git/ref/**") { request, context in
            let name = "refs/" + (try context.rest())
            return try answer(request, context) { data, scope in
                try Self.checkNotEmpty(scope)
                guard let ref = data.gitHubRefs(of: scope.repository).first(where: { $0.name == name }) else {
                    throw ForgeRefusal.notFound
                }
                return Answer(json: ref.json(data.links, scope.path))
            }
        }
        repository.get("git/matching-refs/**") { request, context in
            let name = "refs/" + (try context.rest())
            return try answer(request, context) { data, scope in
                let refs = data.gitHubRefs(of: scope.repository).filter { $0.name.hasPrefix(name) }
                return page(request, refs.map { [links = data.links] ref in { ref.json(links, scope.path) } }, data)
            }
        }
        repository.get("git/tags/:sha") { request, context in
            let sha = try context.parameter("sha")
            return try answer(request, context) { data, scope in
                guard let tag = scope.repository.tags.first(where: { $0.isAnnotated && $0.objectSHA == sha }) else {
                    throw ForgeRefusal.notFound
                }
                return Answer(json: tag.gitHubObjectJSON(data.links, scope.path))
            }
        }
        addChanges(to: repository)
    }

    private func addChanges(to repository: RouterGroup<Context>) {
        // Here the tag object brings its ref with it; at GitHub, a second request makes that.
        repository.post("git/tags") { request, context in
            let new = try await body(NewTagObject.self, request, context)
            return try answer(request, context, needs: .write) { data, scope in
                let tag = try data.addTag(
                    new.tag, message: new.message, at: new.object, in: scope.repository, by: scope.user())
                return Answer(json: tag.gitHubObjectJSON(data.links, scope.path), status: 201)
            }
        }
        repository.post("git/refs") { request, context in
            let new = try await body(NewRef.self, request, context)
            return try answer(request, context, needs: .write) { data, scope in
                let user = try scope.user()
                let parts = new.ref.split(separator: "/", maxSplits: 2).map(String.init)
                guard parts.count == 3, parts[0] == "refs", ["heads", "tags"].contains(parts[1]) else {
                    throw ForgeRefusal.unprocessable("Reference name must start with 'refs/'")
                }
                guard scope.repository.commits[new.sha] != nil else {
                    throw ForgeRefusal.unprocessable("Object does not exist")
                }
                guard !data.gitHubRefs(of: scope.repository).contains(where: { $0.name == new.ref }) else {
                    throw ForgeRefusal.unprocessable("Reference already exists")
                }
                if parts[1] == "heads" {
                    _ = try data.addBranch(parts[2], at: new.sha, in: scope.repository, by: user)
                } else {
                    _ = try data.addTag(parts[2], message: "", at: new.sha, in: scope.repository, by: user)
                }
                let ref = GitHubRef(name: new.ref, sha: new.sha, type: "commit")
                return Answer(json: ref.json(data.links, scope.path), status: 201)
            }
        }
        repository.delete("git/refs/**") { request, context in
            let parts = try context.rest().split(separator: "/", maxSplits: 1).map(String.init)
            return try answer(request, context, needs: .write) { data, scope in
                guard parts.count == 2 else { throw ForgeRefusal.unprocessable("Reference does not exist") }
                let user = try scope.user()
                if parts[0] == "heads", scope.repository.branch(parts[1]) != nil {
                    try data.deleteBranch(parts[1], in: scope.repository, by: user)
                } else if parts[0] == "tags", scope.repository.tag(parts[1]) != nil {
                    try data.deleteTag(parts[1], in: scope.repository, by: user)
                } else {
                    throw ForgeRefusal.unprocessable("Reference does not exist")
                }
                return Answer(json: .null, status: 204)
            }
        }
    }

    static func checkNotEmpty(_ scope: ForgeRepositoryScope) throws(ForgeRefusal) {
        if scope.repository.commits.isEmpty { throw .conflict("Git Repository is empty.") }
    }
}

/// A ref as the API shows it.
struct GitHubRef: Sendable {
    let name: String
    let sha: String
    let type: String

    func json(_ links: ForgeLinks, _ path: String) -> ForgeJSON {
        let api = links.gitHubRepository(path)
        return [
            "ref": .string(name), "node_id": .string(ForgeLinks.nodeID("Ref", name)),
            "url": .string("\(api)/git/\(name)"),
            "object": ["sha": .string(sha), "type": .string(type), "url": .string("\(api)/git/\(type)s/\(sha)")],
        ]
    }
}

extension ForgeData {
    func gitHubRefs(of repository: ForgeRepository) -> [GitHubRef] {
        repository.branches.map { GitHubRef(name: "refs/heads/\($0.name)", sha: $0.sha, type: "commit") }
            + repository.pulls.map {
                GitHubRef(name: "refs/pull/\($0.number)/head", sha: headSHA(of: $0), type: "commit")
            }
            + repository.tags.map {
                GitHubRef(name: "refs/tags/\($0.name)", sha: $0.objectSHA, type: $0.isAnnotated ? "tag" : "commit")
            }
    }
}
