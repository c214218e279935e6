extension ForgeData {
    /// As its own answer has it.
    func gitHubJSON(_ pull: ForgePullRequest, in repository: ForgeRepository) -> ForgeJSON {
        let shown = gitHubListJSON(pull, in: repository) { gitHubJSON($0, for: nil) }
        return Self.gitHubCounts.reduce(shown) { $0.adding($1.name, $1.value) }
    }

    /// As deliveries have it: what they say of the repositories is less.
    func gitHubEventJSON(_ pull: ForgePullRequest, in repository: ForgeRepository) -> ForgeJSON {
        let shown = gitHubListJSON(pull, in: repository) { gitHubEventJSON($0) }
        return Self.gitHubCounts.reduce(shown) { $0.adding($1.name, $1.value) }
    }

    /// What lists leave out.
    private static let gitHubCounts: [(name: String, value: ForgeJSON)] = [
        ("merged", false), ("merge_commit_sha", .null), ("mergeable", .null), ("rebaseable", .null),
        ("mergeable_state", "unknown"), ("merged_by", .null), ("comments", 0), ("review_comments", 0),
        ("maintainer_can_modify", false), ("commits", 1), ("additions", 1), ("deletions", 0), ("changed_files", 1),
    ]

    /// As lists have it.
    ///
    /// - Parameter show: What is said of either side's repository.
    func gitHubListJSON(
        _ pull: ForgePullRequest, in repository: ForgeRepository, show: (ForgeRepository) -> ForgeJSON
    ) -> ForgeJSON {
        let path = path(of: repository)
        let (api, web) = (links.gitHubRepository(path), links.web("\(path)/pull/\(pull.number)"))
        let own = "\(api)/pulls/\(pull.number)"
        let (head, base) = (headSHA(of: pull), repository.branch(pull.base)?.sha ?? "")
        let author = users[pull.authorID]?.gitHubJSON(links) ?? .null
        let time = ForgeLinks.time(pull.created)
        func side(_ branch: String, _ sha: String, _ repository: ForgeRepository?) -> ForgeJSON {
            let owner = repository.flatMap { users[$0.ownerID] }
            return [
                "label": .string("\(owner?.name ?? "unknown"):\(branch)"), "ref": .string(branch), "sha": .string(sha),
                "user": owner?.gitHubJSON(links) ?? .null,
                // Null once the fork is gone.
                "repo": repository.map(show) ?? .null,
            ]
        }
        let addresses = [
            ("self", own), ("html", web), ("issue", "\(api)/issues/\(pull.number)"),
            ("comments", "\(api)/issues/\(pull.number)/comments"), ("review_comments", "\(own)/comments"),
            ("review_comment", "\(api)/pulls/comments{/number}"), ("commits", "\(own)/commits"),
            ("statuses", "\(api)/statuses/\(head)"),
        ]
        let urls = addresses.dropFirst(2).map { (name: $0.0 + "_url", value: ForgeJSON.string($0.1)) }
        let members: [(name: String, value: ForgeJSON)] = [
            ("url", .string(own)), ("id", .int(pull.id + 1000)),
            ("node_id", .string(ForgeLinks.nodeID("PullRequest", "\(pull.id)"))), ("html_url", .string(web)),
            ("diff_url", .string(web + ".diff")), ("patch_url", .string(web + ".patch")), ("number", .int(pull.number)),
            ("state", "open"), ("locked", false), ("title", .string(pull.title)), ("user", author),
            ("body", .string(pull.text)), ("created_at", time), ("updated_at", time), ("assignees", []),
            ("requested_reviewers", []), ("requested_teams", []), ("labels", []),
            ("head", side(pull.head, head, repositories[pull.headRepositoryID])),
            ("base", side(pull.base, base, repository)),
            ("_links", .object(addresses.map { ($0.0, ["href": .string($0.1)]) })), ("author_association", "OWNER"),
            ("draft", false),
        ]
        let none: [(name: String, value: ForgeJSON)] = [
            "closed_at", "merged_at", "assignee", "milestone", "auto_merge", "active_lock_reason",
        ].map { ($0, .null) }
        return .object(members + urls + none)
    }
}
