import Foundation

extension ForgeCommit {
    private var gitHubAuthor: ForgeJSON {
        ["name": .string(authorName), "email": .string(authorEmail), "date": ForgeLinks.time(date)]
    }

    private func tree(_ api: String) -> ForgeJSON {
        let tree = ForgeObjectID.of("tree", Array(sha.utf8))
        return ["sha": .string(tree), "url": .string("\(api)/git/trees/\(tree)")]
    }

    private static let unsigned: ForgeJSON = [
        "verified": false, "reason": "unsigned", "signature": .null, "payload": .null,
    ]

    fileprivate func commitJSON(_ api: String) -> ForgeJSON {
        [
            "author": gitHubAuthor, "committer": gitHubAuthor, "message": .string(message), "tree": tree(api),
            "url": .string("\(api)/git/commits/\(sha)"), "comment_count": 0, "verification": Self.unsigned,
        ]
    }

    /// As a push has it.
    func gitHubPushJSON(_ links: ForgeLinks, path: String) -> ForgeJSON {
        let author: ForgeJSON = [
            "name": .string(authorName), "email": .string(authorEmail), "username": .string(authorName),
        ]
        return [
            "id": .string(sha), "tree_id": .string(ForgeObjectID.of("tree", Array(sha.utf8))), "distinct": true,
            "message": .string(message), "timestamp": ForgeLinks.time(date),
            "url": .string(links.web("\(path)/commit/\(sha)")), "author": author, "committer": author,
            "added": .strings(added.keys.sorted()), "removed": [], "modified": [],
        ]
    }
}

extension ForgeData {
    func gitHubJSON(_ commit: ForgeCommit, _ path: String) -> ForgeJSON {
        let api = links.gitHubRepository(path)
        let author = users[commit.authorID]?.gitHubJSON(links) ?? .null
        let parents = [commit.parent].compactMap { $0 }.map { sha -> ForgeJSON in
            [
                "sha": .string(sha), "url": .string("\(api)/commits/\(sha)"),
                "html_url": .string(links.web("\(path)/commit/\(sha)")),
            ]
        }
        let files = commit.added.sorted { $0.key < $1.key }.map { file -> ForgeJSON in
            [
                "sha": .string(ForgeObjectID.of("blob", file.value)), "filename": .string(file.key), "status": "added",
                "additions": 1, "deletions": 0, "changes": 1,
                "blob_url": .string(links.web("\(path)/blob/\(commit.sha)/\(file.key)")),
                "raw_url": .string(links.web("\(path)/raw/\(commit.sha)/\(file.key)")),
                "contents_url": .string("\(api)/contents/\(file.key)?ref=\(commit.sha)"), "patch": "@@ -0,0 +1 @@",
            ]
        }
        return [
            "sha": .string(commit.sha), "node_id": .string(ForgeLinks.nodeID("Commit", commit.sha)),
            "commit": commit.commitJSON(api), "url": .string("\(api)/commits/\(commit.sha)"),
            "html_url": .string(links.web("\(path)/commit/\(commit.sha)")),
            "comments_url": .string("\(api)/commits/\(commit.sha)/comments"), "author": author, "committer": author,
            "parents": .array(parents), "stats": ["total": 1, "additions": 1, "deletions": 0], "files": .array(files),
        ]
    }

    func gitHubJSON(_ status: ForgeStatus, _ path: String) -> ForgeJSON {
        let time = ForgeLinks.time(status.created)
        return [
            "url": .string("\(links.gitHubRepository(path))/statuses/\(status.sha)"), "id": .int(status.id),
            "node_id": .string(ForgeLinks.nodeID("StatusContext", "\(status.id)")), "state": .string(status.state),
            "description": .string(status.text), "target_url": .string(status.targetURL),
            "context": .string(status.context), "created_at": time, "updated_at": time,
            "creator": users[status.creatorID]?.gitHubJSON(links) ?? .null,
        ]
    }
}

extension ForgeBranch {
    func gitHubShortJSON(_ links: ForgeLinks, _ path: String) -> ForgeJSON {
        let api = links.gitHubRepository(path)
        return [
            "name": .string(name), "commit": ["sha": .string(sha), "url": .string("\(api)/commits/\(sha)")],
            "protected": false, "protection_url": .string("\(api)/branches/\(name)/protection"),
        ]
    }

    func gitHubJSON(_ data: ForgeData, _ commit: ForgeCommit, _ path: String) -> ForgeJSON {
        let api = data.links.gitHubRepository(path)
        return [
            "name": .string(name), "commit": data.gitHubJSON(commit, path),
            "_links": [
                "self": .string("\(api)/branches/\(name)"), "html": .string(data.links.web("\(path)/tree/\(name)")),
            ],
            "protected": false, "protection_url": .string("\(api)/branches/\(name)/protection"),
        ]
    }
}

extension ForgeTag {
    /// As lists have it: with the commit behind it.
    func gitHubJSON(_ links: ForgeLinks, _ path: String) -> ForgeJSON {
        let api = links.gitHubRepository(path)
        return [
            "name": .string(name), "zipball_url": .string("\(api)/zipball/refs/tags/\(name)"),
            "tarball_url": .string("\(api)/tarball/refs/tags/\(name)"),
            "commit": ["sha": .string(commitSHA), "url": .string("\(api)/commits/\(commitSHA)")],
            "node_id": .string(ForgeLinks.nodeID("Ref", name)),
        ]
    }

    func gitHubObjectJSON(_ links: ForgeLinks, _ path: String) -> ForgeJSON {
        let api = links.gitHubRepository(path)
        return [
            "node_id": .string(ForgeLinks.nodeID("Tag", objectSHA)), "tag": .string(name), "sha": .string(objectSHA),
            "url": .string("\(api)/git/tags/\(objectSHA)"), "message": .string(message),
            "object": [
                "type": "commit", "sha": .string(commitSHA), "url": .string("\(api)/git/commits/\(commitSHA)"),
            ],
        ]
    }
}

extension ForgeLinks {
    /// - Parameter isWhole: Whether the content is there too; lists leave it out.
    func gitHubFile(_ file: String, _ bytes: [UInt8], in path: String, ref: String, isWhole: Bool) -> ForgeJSON {
        let sha = ForgeObjectID.of("blob", bytes)
        let api = gitHubRepository(path)
        let own = ForgeJSON.string("\(api)/contents/\(file)?ref=\(ForgeForm.encoded(ref))")
        let git = ForgeJSON.string("\(api)/git/blobs/\(sha)")
        let html = ForgeJSON.string(web("\(path)/blob/\(ref)/\(file)"))
        let json: ForgeJSON = [
            "name": .string(file.split(separator: "/").last.map(String.init) ?? file), "path": .string(file),
            "sha": .string(sha), "size": .count(bytes.count), "url": own, "html_url": html, "git_url": git,
            "download_url": .string(web("\(path)/raw/\(ref)/\(file)")), "type": "file",
            "_links": ["self": own, "git": git, "html": html],
        ]
        guard isWhole else { return json }
        return json.adding("content", .string(Data(bytes).base64EncodedString() + "\n")).adding("encoding", "base64")
    }
}

extension ForgeDeployKey {
    func gitHubJSON(_ api: String) -> ForgeJSON {
        [
            "id": .int(id), "key": .string(content), "url": .string("\(api)/keys/\(id)"), "title": .string(title),
            "verified": true, "created_at": ForgeLinks.time(created), "read_only": .bool(isReadOnly),
        ]
    }
}

extension ForgeHook {
    func gitHubJSON(_ api: String) -> ForgeJSON {
        let own = "\(api)/hooks/\(id)"
        var config: [(name: String, value: ForgeJSON)] = [
            ("content_type", .string(contentType)), ("url", .string(url)), ("insecure_ssl", "0"),
        ]
        if !secret.isEmpty { config.append(("secret", "********")) }
        return [
            "type": "Repository", "id": .int(id), "name": "web", "active": .bool(isActive),
            "events": .strings(events), "config": .object(config), "updated_at": ForgeLinks.time(created),
            "created_at": ForgeLinks.time(created), "url": .string(own), "test_url": .string("\(own)/test"),
            "ping_url": .string("\(own)/pings"), "deliveries_url": .string("\(own)/deliveries"),
            "last_response": ["code": .null, "status": "unused", "message": .null],
        ]
    }
}
