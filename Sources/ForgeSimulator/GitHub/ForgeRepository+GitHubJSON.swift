import Foundation

extension ForgeData {
    /// As lists and deliveries have it.
    func gitHubJSON(_ repository: ForgeRepository, for userID: Int64?) -> ForgeJSON {
        let access = access(of: userID, to: repository)
        return gitHubEventJSON(repository).adding(
            "permissions",
            [
                "admin": .bool(access >= .admin), "maintain": .bool(access >= .admin), "push": .bool(access >= .write),
                "triage": .bool(access >= .write), "pull": .bool(access >= .read),
            ]
        )
        .adding("allow_rebase_merge", true).adding("allow_squash_merge", true).adding("allow_merge_commit", true)
        .adding("subscribers_count", 1).adding("network_count", 0)
    }

    /// As its own answer has it: with where it comes from.
    func gitHubWholeJSON(_ repository: ForgeRepository, for userID: Int64?) -> ForgeJSON {
        var json = gitHubJSON(repository, for: userID)
        if let owner = users[repository.ownerID], owner.isOrganization {
            json = json.adding("organization", owner.gitHubJSON(links))
        }
        guard let parent = repository.parentID.flatMap({ repositories[$0] }) else { return json }
        let from = gitHubJSON(parent, for: userID)
        return json.adding("parent", from).adding("source", from)
    }

    func gitHubEventJSON(_ repository: ForgeRepository, timesAreNumbers: Bool = false) -> ForgeJSON {
        func time(_ date: Date) -> ForgeJSON {
            timesAreNumbers ? .int(Int64(date.timeIntervalSince1970)) : ForgeLinks.time(date)
        }
        let path = path(of: repository)
        let forks = ForgeJSON.count(repositories.values.count { $0.parentID == repository.id })
        let pulls = ForgeJSON.count(repository.pulls.count)
        let head: [(name: String, value: ForgeJSON)] = [
            ("id", .int(repository.id)), ("node_id", .string(ForgeLinks.nodeID("Repository", "\(repository.id)"))),
            ("name", .string(repository.name)), ("full_name", .string(path)), ("private", .bool(repository.isPrivate)),
            ("owner", users[repository.ownerID]?.gitHubJSON(links) ?? .null), ("html_url", .string(links.web(path))),
            ("description", .null), ("fork", .bool(repository.parentID != nil)),
            ("url", .string(links.gitHubRepository(path))),
        ]
        let tail: [(name: String, value: ForgeJSON)] = [
            ("created_at", time(repository.created)), ("updated_at", ForgeLinks.time(repository.updated)),
            ("pushed_at", time(repository.updated)), ("git_url", .string("git:\(links.gitHubSSH(path))")),
            ("ssh_url", .string(links.gitHubSSH(path))), ("clone_url", .string(links.web("\(path).git"))),
            ("svn_url", .string(links.web(path))), ("homepage", .null), ("size", .count(repository.commits.count)),
            ("stargazers_count", 0), ("watchers_count", 0), ("language", .null), ("has_issues", true),
            ("has_projects", true), ("has_downloads", true), ("has_wiki", true), ("has_pages", false),
            ("forks_count", forks), ("mirror_url", .null), ("archived", false), ("disabled", false),
            ("open_issues_count", pulls), ("license", .null), ("is_template", false),
            ("web_commit_signoff_required", false), ("topics", []), ("custom_properties", [:]),
            ("visibility", repository.isPrivate ? "private" : "public"), ("forks", forks), ("open_issues", pulls),
            ("watchers", 0), ("default_branch", .string(repository.defaultBranch)),
        ]
        let api = links.gitHubRepository(path)
        let parts: [(name: String, value: ForgeJSON)] = Self.gitHubParts.map {
            ($0.name + "_url", .string("\(api)/\($0.path)"))
        }
        return .object(head + parts + tail)
    }

    /// The parts of a repository that have addresses of their own.
    private static let gitHubParts: [(name: String, path: String)] = [
        ("forks", "forks"), ("keys", "keys{/key_id}"), ("collaborators", "collaborators{/collaborator}"),
        ("teams", "teams"), ("hooks", "hooks"), ("issue_events", "issues/events{/number}"), ("events", "events"),
        ("assignees", "assignees{/user}"), ("branches", "branches{/branch}"), ("tags", "tags"),
        ("blobs", "git/blobs{/sha}"), ("git_tags", "git/tags{/sha}"), ("git_refs", "git/refs{/sha}"),
        ("trees", "git/trees{/sha}"), ("statuses", "statuses/{sha}"), ("languages", "languages"),
        ("stargazers", "stargazers"), ("contributors", "contributors"), ("subscribers", "subscribers"),
        ("subscription", "subscription"), ("commits", "commits{/sha}"), ("git_commits", "git/commits{/sha}"),
        ("comments", "comments{/number}"), ("issue_comment", "issues/comments{/number}"),
        ("contents", "contents/{+path}"), ("compare", "compare/{base}...{head}"), ("merges", "merges"),
        ("archive", "{archive_format}{/ref}"), ("downloads", "downloads"), ("issues", "issues{/number}"),
        ("pulls", "pulls{/number}"), ("milestones", "milestones{/number}"),
        ("notifications", "notifications{?since,all,participating}"), ("labels", "labels{/name}"),
        ("releases", "releases{/id}"), ("deployments", "deployments"),
    ]
}
