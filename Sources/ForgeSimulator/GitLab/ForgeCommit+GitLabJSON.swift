extension ForgeCommit {
    func gitLabJSON(_ links: ForgeLinks, path: String) -> ForgeJSON {
        let time = ForgeLinks.time(date)
        return [
            "id": .string(sha), "short_id": .string(String(sha.prefix(8))), "created_at": time,
            "parent_ids": .strings([parent].compactMap { $0 }), "title": .string(title), "message": .string(message),
            "author_name": .string(authorName), "author_email": .string(authorEmail), "authored_date": time,
            "committer_name": .string(authorName), "committer_email": .string(authorEmail), "committed_date": time,
            "web_url": .string(links.web("\(path)/-/commit/\(sha)")),
        ]
    }

    private var title: String { message.split(separator: "\n").first.map(String.init) ?? "" }

    /// As a merge request's delivery has it.
    func gitLabShortJSON(_ links: ForgeLinks, path: String) -> ForgeJSON {
        [
            "id": .string(sha), "message": .string(message), "timestamp": ForgeLinks.time(date),
            "url": .string(links.web("\(path)/-/commit/\(sha)")),
            "author": ["name": .string(authorName), "email": .string(authorEmail)],
        ]
    }

    /// As a push has it.
    func gitLabPushJSON(_ links: ForgeLinks, path: String) -> ForgeJSON {
        gitLabShortJSON(links, path: path).adding("added", .strings(added.keys.sorted())).adding("modified", [])
            .adding("removed", [])
    }
}

extension ForgeBranch {
    func gitLabJSON(_ links: ForgeLinks, in scope: ForgeRepositoryScope) -> ForgeJSON {
        let isDefault = name == scope.repository.defaultBranch
        return [
            "name": .string(name),
            "commit": scope.repository.commits[sha]?.gitLabJSON(links, path: scope.path) ?? .null, "merged": false,
            "protected": .bool(isDefault), "developers_can_push": false, "developers_can_merge": false,
            "can_push": .bool(scope.access >= .write), "default": .bool(isDefault),
            "web_url": .string(links.web("\(scope.path)/-/tree/\(name)")),
        ]
    }
}

extension ForgeTag {
    func gitLabJSON(_ links: ForgeLinks, in scope: ForgeRepositoryScope) -> ForgeJSON {
        [
            "name": .string(name), "message": message.isEmpty ? .null : .string(message),
            "target": .string(objectSHA),
            "commit": scope.repository.commits[commitSHA]?.gitLabJSON(links, path: scope.path) ?? .null,
            "release": .null, "protected": false,
        ]
    }
}
