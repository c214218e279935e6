import Foundation

extension ForgeData {
    /// - Parameters:
    ///   - access: What the answer says that the one who asks may do.
    ///   - isParent: Whether it is shown inside its fork, which ends there.
    func giteaJSON(_ repository: ForgeRepository, access: ForgeAccess, isParent: Bool = false) -> ForgeJSON {
        let path = path(of: repository)
        let owner = users[repository.ownerID]?.giteaJSON(links) ?? .null
        let parent = repository.parentID.flatMap { repositories[$0] }
        let forks = repositories.values.count { $0.parentID == repository.id }
        let head: [(name: String, value: ForgeJSON)] = [
            ("id", .int(repository.id)), ("owner", owner), ("name", .string(repository.name)),
            ("full_name", .string(path)), ("description", ""), ("empty", .bool(repository.commits.isEmpty)),
            ("private", .bool(repository.isPrivate)), ("fork", .bool(parent != nil)), ("template", false),
            ("parent", isParent ? .null : parent.map { giteaJSON($0, access: .admin, isParent: true) } ?? .null),
            ("mirror", false),
            ("size", .count(24 + repository.commits.count)), ("html_url", .string(links.web(path))),
            ("ssh_url", .string(links.ssh(path))), ("clone_url", .string(links.web("\(path).git"))),
            ("original_url", ""), ("website", ""), ("stars_count", 0), ("forks_count", .count(forks)),
            ("watchers_count", 1), ("open_issues_count", 0),
            ("open_pr_counter", .count(repository.pulls.count)),
            ("release_counter", .count(repository.releases.count)),
            ("default_branch", .string(repository.defaultBranch)), ("archived", false),
            ("created_at", ForgeLinks.time(repository.created)), ("updated_at", ForgeLinks.time(repository.updated)),
            ("permissions", access.giteaJSON),
        ]
        return .object(head + Self.settings)
    }

    /// What is the same for every repository here.
    private static let settings: [(name: String, value: ForgeJSON)] = [
        ("has_issues", true),
        (
            "internal_tracker",
            [
                "enable_time_tracker": true, "allow_only_contributors_to_track_time": true,
                "enable_issue_dependencies": true,
            ]
        ),
        ("has_wiki", true), ("has_pull_requests", true), ("has_projects", true),
        ("ignore_whitespace_conflicts", false), ("allow_merge_commits", true), ("allow_rebase", true),
        ("allow_rebase_explicit", true), ("allow_squash_merge", true), ("default_merge_style", "merge"),
        ("avatar_url", ""), ("internal", false), ("mirror_interval", ""),
    ]
}

extension ForgeAccess {
    var giteaJSON: ForgeJSON {
        ["admin": .bool(self >= .admin), "push": .bool(self >= .write), "pull": .bool(self >= .read)]
    }
}
