/// What a push changed; `before` and `after` are nil for a ref that wasn't or isn't there.
struct ForgePush: Sendable {
    let ref: String
    let before: String?
    let after: String?
    let head: ForgeCommit?
    let commits: [ForgeCommit]
}

extension ForgeData {
    mutating func queuePush(_ push: ForgePush, in repositoryID: Int64, by user: ForgeUser) {
        guard let repository = repositories[repositoryID] else { return }
        let path = path(of: repository)
        let (before, after) = (push.before ?? ForgeObjectID.zero, push.after ?? ForgeObjectID.zero)
        let compare = push.after == nil ? links.web("") : links.web("\(path)/compare/\(before)...\(after)")
        queue("push", in: repository) { data in
            [
                "ref": .string(push.ref), "before": .string(before), "after": .string(after),
                "compare_url": .string(compare),
                "commits": .array(push.commits.map { $0.pushJSON(data.links, path: path) }),
                "head_commit": push.head?.pushJSON(data.links, path: path) ?? .null,
                "repository": data.json(repository, access: .admin), "pusher": user.json(data.links),
                "sender": user.json(data.links),
            ]
        }
    }

    mutating func queueCreation(
        of name: String, type: String, sha: String, in repositoryID: Int64, by user: ForgeUser
    ) {
        guard let repository = repositories[repositoryID] else { return }
        queue("create", in: repository) { data in
            [
                "sha": .string(sha), "ref": .string(name), "ref_type": .string(type),
                "repository": data.json(repository, access: .none), "sender": user.json(data.links),
            ]
        }
    }

    mutating func queueDeletion(of name: String, type: String, in repositoryID: Int64, by user: ForgeUser) {
        guard let repository = repositories[repositoryID] else { return }
        queue("delete", in: repository) { data in
            [
                "ref": .string(name), "ref_type": .string(type), "pusher_type": "user",
                "repository": data.json(repository, access: .none), "sender": user.json(data.links),
            ]
        }
    }

    mutating func queueRelease(
        _ release: ForgeRelease, action: String, in repositoryID: Int64, by user: ForgeUser
    ) {
        guard let repository = repositories[repositoryID] else { return }
        queue("release", in: repository) { data in
            let author = data.users[release.authorID]?.json(data.links) ?? .null
            return [
                "action": .string(action),
                "release": release.json(data.links, path: data.path(of: repository), author: author),
                "repository": data.json(repository, access: .admin), "sender": user.json(data.links),
            ]
        }
    }

    mutating func queueOpened(_ pull: ForgePullRequest, in repositoryID: Int64, by user: ForgeUser) {
        guard let repository = repositories[repositoryID] else { return }
        queue("pull_request", in: repository) { data in
            [
                "action": "opened", "number": .int(pull.number),
                "pull_request": data.json(pull, in: repository, for: nil),
                "repository": data.json(repository, access: .admin), "sender": user.json(data.links), "review": .null,
            ]
        }
    }

    /// A push that changes nothing, to one hook, whatever it listens to.
    mutating func queueTest(of hook: ForgeHook, in repository: ForgeRepository, by user: ForgeUser) {
        guard let head = repository.commit(at: nil) else { return }
        let commit = head.branchJSON(links, path: path(of: repository))
        let payload: ForgeJSON = [
            "ref": .string("refs/heads/\(repository.defaultBranch)"), "before": .string(head.sha),
            "after": .string(head.sha), "compare_url": "", "commits": [commit], "head_commit": commit,
            "repository": json(repository, access: .none), "pusher": user.json(links), "sender": user.json(links),
        ]
        outbox.append(ForgeDelivery(to: hook, event: "push", payload: payload))
    }

    private mutating func queue(_ event: String, in repository: ForgeRepository, _ payload: (Self) -> ForgeJSON) {
        let hooks = repository.hooks.filter { $0.isActive && $0.events.contains(event) }
        guard !hooks.isEmpty else { return }
        let payload = payload(self)
        outbox += hooks.map { ForgeDelivery(to: $0, event: event, payload: payload) }
    }
}
