extension GiteaDialect {
    func deliveries(
        of event: ForgeEvent, in repository: ForgeRepository, by user: ForgeUser, _ data: ForgeData
    ) -> [ForgeDelivery] {
        let told = GiteaDeliveries(repository: repository, user: user, data: data)
        switch event {
        case .push(let push):
            switch (push.isTag, push.before, push.after) {
            case (false, nil, _): return told.creation(push) + told.push(push)
            case (true, nil, _): return told.push(push) + told.creation(push)
            case (false, _, nil): return told.deletion(push)
            case (true, _, nil): return told.push(push) + told.deletion(push)
            default: return told.push(push)
            }
        case .release(let release, let action): return told.release(release, action: action)
        case .opened(let pull): return told.opened(pull)
        // The recorded server tells the push alone.
        case .synchronized, .renamed: return []
        case .test(let hook): return told.test(of: hook)
        }
    }
}

/// Deliveries about one repository, as Gitea makes them.
struct GiteaDeliveries {
    let repository: ForgeRepository
    let user: ForgeUser
    let data: ForgeData

    private var links: ForgeLinks { data.links }
    private var path: String { data.path(of: repository) }
    private var sender: ForgeJSON { user.giteaJSON(links) }

    func push(_ push: ForgePush) -> [ForgeDelivery] {
        let (before, after) = (push.before ?? ForgeObjectID.zero, push.after ?? ForgeObjectID.zero)
        let compare = push.after == nil ? links.web("") : links.web("\(path)/compare/\(before)...\(after)")
        return deliver(
            "push",
            [
                "ref": .string(push.ref), "before": .string(before), "after": .string(after),
                "compare_url": .string(compare),
                "commits": .array(push.commits.map { $0.giteaPushJSON(links, path: path) }),
                "head_commit": push.head?.giteaPushJSON(links, path: path) ?? .null,
                "repository": data.giteaJSON(repository, access: .admin), "pusher": sender, "sender": sender,
            ])
    }

    func creation(_ push: ForgePush) -> [ForgeDelivery] {
        deliver(
            "create",
            [
                "sha": .string(push.tagObject ?? push.after ?? ""), "ref": .string(push.name),
                "ref_type": push.isTag ? "tag" : "branch",
                "repository": data.giteaJSON(repository, access: .none), "sender": sender,
            ])
    }

    func deletion(_ push: ForgePush) -> [ForgeDelivery] {
        deliver(
            "delete",
            [
                "ref": .string(push.name), "ref_type": push.isTag ? "tag" : "branch", "pusher_type": "user",
                "repository": data.giteaJSON(repository, access: .none), "sender": sender,
            ])
    }

    func release(_ release: ForgeRelease, action: String) -> [ForgeDelivery] {
        let author = data.users[release.authorID]?.giteaJSON(links) ?? .null
        return deliver(
            "release",
            [
                "action": .string(action), "release": release.giteaJSON(links, path: path, author: author),
                "repository": data.giteaJSON(repository, access: .admin), "sender": sender,
            ])
    }

    func opened(_ pull: ForgePullRequest) -> [ForgeDelivery] {
        deliver(
            "pull_request",
            [
                "action": "opened", "number": .int(pull.number),
                "pull_request": data.giteaJSON(pull, in: repository, for: nil),
                "repository": data.giteaJSON(repository, access: .admin), "sender": sender, "review": .null,
            ])
    }

    /// A push that changes nothing.
    func test(of hook: ForgeHook) -> [ForgeDelivery] {
        guard let head = repository.commit(at: nil) else { return [] }
        let commit = head.giteaBranchJSON(links, path: path)
        let payload: ForgeJSON = [
            "ref": .string("refs/heads/\(repository.defaultBranch)"), "before": .string(head.sha),
            "after": .string(head.sha), "compare_url": "", "commits": [commit], "head_commit": commit,
            "repository": data.giteaJSON(repository, access: .none), "pusher": sender, "sender": sender,
        ]
        return [ForgeDelivery(giteaHook: hook, event: "push", payload: payload)]
    }

    private func deliver(_ event: String, _ payload: @autoclosure () -> ForgeJSON) -> [ForgeDelivery] {
        let hooks = repository.hooks.filter { $0.isActive && $0.events.contains(event) }
        guard !hooks.isEmpty else { return [] }
        let payload = payload()
        return hooks.map { ForgeDelivery(giteaHook: $0, event: event, payload: payload) }
    }
}
