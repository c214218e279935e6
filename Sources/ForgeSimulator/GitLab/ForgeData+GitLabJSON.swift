import Foundation

extension ForgeData {
    /// Somebody's level in a project, whatever it comes from; nil for who is no member.
    func gitLabLevel(of userID: Int64, in repository: ForgeRepository) -> Int64? {
        let own = ownLevel(of: userID, in: repository)
        let inherited: Int64? =
            groups(above: repository).contains { $0.memberIDs?.contains(userID) == true } ? 50 : nil
        return [own, inherited].compactMap { $0 }.max()
    }

    private func ownLevel(of userID: Int64, in repository: ForgeRepository) -> Int64? {
        if repository.ownerID == userID { return 50 }
        switch repository.collaborators[userID] {
        case .admin: return 40
        case .write: return 30
        case .read: return 20
        case .some(.none), nil: return nil
        }
    }

    func gitLabJSON(_ repository: ForgeRepository, for userID: Int64?) -> ForgeJSON {
        let path = path(of: repository)
        let owner = users[repository.ownerID]
        let namespace = owner?.name ?? ""
        let api = links.gitLabProject(repository.id)
        let isEmpty = repository.commits.isEmpty
        let links = ["self": ""].merging(
            ["issues", "merge_requests", "labels", "events", "members"].map { ($0, "/" + $0) }
                + [("repo_branches", "/repository/branches")]
        ) { $1 }
        let head: [(name: String, value: ForgeJSON)] = [
            ("id", .int(repository.id)), ("description", ""),
            ("default_branch", isEmpty ? .null : .string(repository.defaultBranch)), ("tag_list", []),
            ("ssh_url_to_repo", .string(self.links.gitLabSSH(path))),
            ("http_url_to_repo", .string(self.links.web("\(path).git"))),
            ("web_url", .string(self.links.web(path))), ("name", .string(repository.name)),
            ("name_with_namespace", .string("\(namespace.replacing("/", with: " / ")) / \(repository.name)")),
            ("path", .string(repository.name)), ("path_with_namespace", .string(path)), ("avatar_url", .null),
            ("star_count", 0), ("forks_count", .count(repositories.values.count { $0.parentID == repository.id })),
            ("created_at", ForgeLinks.time(repository.created)),
            ("last_activity_at", ForgeLinks.time(repository.updated)),
            ("_links", .object(links.sorted { $0.key < $1.key }.map { ($0.key, .string(api + $0.value)) })),
            ("archived", false), ("empty_repo", .bool(isEmpty)),
            ("visibility", repository.isPrivate ? "private" : "public"), ("creator_id", .int(repository.ownerID)),
            (
                "namespace",
                [
                    "id": .int(repository.ownerID),
                    "name": .string(namespace.split(separator: "/").last.map(String.init) ?? ""),
                    "path": .string(namespace.split(separator: "/").last.map(String.init) ?? ""),
                    "kind": owner?.isOrganization == true ? "group" : "user", "full_path": .string(namespace),
                    "parent_id": groups(above: repository).dropFirst().first.map { .int($0.id) } ?? .null,
                ]
            ),
            ("permissions", permissions(of: userID, in: repository)),
        ]
        return .object(head + Self.gitLabSettings)
    }

    /// What the project itself and its group say; rights from further above are in the list of members only.
    private func permissions(of userID: Int64?, in repository: ForgeRepository) -> ForgeJSON {
        func access(_ level: Int64?) -> ForgeJSON {
            level.map { ["access_level": .int($0), "notification_level": 3] } ?? .null
        }
        let isMember = userID.map { users[repository.ownerID]?.memberIDs?.contains($0) == true } ?? false
        return [
            "project_access": access(userID.flatMap { ownLevel(of: $0, in: repository) }),
            "group_access": access(isMember ? 50 : nil),
        ]
    }

    /// What is the same for every project here.
    private static let gitLabSettings: [(name: String, value: ForgeJSON)] = [
        ("resolve_outdated_diff_discussions", false), ("container_registry_enabled", false),
        ("issues_enabled", true), ("merge_requests_enabled", true), ("wiki_enabled", true), ("jobs_enabled", true),
        ("snippets_enabled", false), ("shared_runners_enabled", true), ("lfs_enabled", true),
        ("import_status", "none"), ("open_issues_count", 0), ("public_jobs", true), ("ci_config_path", .null),
        ("shared_with_groups", []), ("only_allow_merge_if_pipeline_succeeds", false), ("request_access_enabled", true),
        ("only_allow_merge_if_all_discussions_are_resolved", false), ("printing_merge_request_link_enabled", true),
        ("approvals_before_merge", 0),
    ]

    func gitLabJSON(_ hook: ForgeHook, in repository: ForgeRepository) -> ForgeJSON {
        var members: [(name: String, value: ForgeJSON)] = [
            ("id", .int(hook.id)), ("url", .string(hook.url)), ("project_id", .int(repository.id)),
        ]
        for name in ["push_events", "merge_requests_events", "tag_push_events"] {
            members.append((name, .bool(hook.events.contains(name))))
        }
        for name in ["issues_events", "note_events", "job_events", "pipeline_events", "wiki_page_events"] {
            members.append((name, false))
        }
        members += [
            ("enable_ssl_verification", true), ("created_at", ForgeLinks.time(hook.created)),
            ("alert_status", "executable"), ("disabled_until", .null),
        ]
        guard signsDeliveries else { return .object(members) }
        members.append(("token_present", .bool(!hook.secret.isEmpty)))
        members.append(("signing_token_present", .bool(hook.signingSecret != nil)))
        return .object(members)
    }

    func gitLabJSON(_ status: ForgeStatus) -> ForgeJSON {
        [
            "id": .int(status.id), "sha": .string(status.sha), "ref": .orNull(status.ref),
            "status": .string(status.state), "name": .string(status.context),
            "target_url": .string(status.targetURL), "description": .string(status.text),
            "created_at": ForgeLinks.time(status.created), "started_at": .null, "finished_at": .null,
            "allow_failure": false, "coverage": .null,
            "author": users[status.creatorID]?.gitLabAuthorJSON(links) ?? .null,
        ]
    }

    func gitLabJSON(_ pull: ForgePullRequest, in repository: ForgeRepository) -> ForgeJSON {
        let head = headSHA(of: pull)
        let none: [(name: String, value: ForgeJSON)] = [
            "assignee", "milestone", "merge_commit_sha", "approvals_before_merge", "discussion_locked",
            "should_remove_source_branch", "force_remove_source_branch",
        ].map { ($0, .null) }
        let members: [(name: String, value: ForgeJSON)] = [
            ("id", .int(pull.id + 1000)), ("iid", .int(pull.number)), ("project_id", .int(repository.id)),
            ("title", .string(pull.title)), ("description", .string(pull.text)), ("state", "opened"),
            ("created_at", ForgeLinks.time(pull.created)), ("updated_at", ForgeLinks.time(pull.created)),
            ("target_branch", .string(pull.base)), ("source_branch", .string(pull.head)), ("upvotes", 0),
            ("downvotes", 0), ("author", users[pull.authorID]?.gitLabAuthorJSON(links) ?? .null),
            ("source_project_id", repositories[pull.headRepositoryID].map { .int($0.id) } ?? .null),
            ("target_project_id", .int(repository.id)), ("labels", []), ("draft", .bool(pull.isDraft)),
            ("work_in_progress", .bool(pull.isDraft)), ("merge_when_pipeline_succeeds", false),
            ("merge_status", "can_be_merged"), ("sha", head.isEmpty ? .null : .string(head)),
            ("user_notes_count", 0), ("squash", false),
            ("web_url", .string(links.web("\(path(of: repository))/-/merge_requests/\(pull.number)"))),
            (
                "time_stats",
                [
                    "time_estimate": 0, "total_time_spent": 0, "human_time_estimate": .null,
                    "human_total_time_spent": .null,
                ]
            ),
        ]
        return .object(members + none)
    }
}

extension ForgePullRequest {
    /// GitLab tells a draft by its title.
    var isDraft: Bool { title.hasPrefix("Draft:") }
}

extension ForgeLinks {
    func gitLabProject(_ id: Int64) -> String { "\(root)/api/v4/projects/\(id)" }
    func gitLabSSH(_ path: String) -> String { "git@\(URLComponents(string: root)?.host ?? "localhost"):\(path).git" }
}
