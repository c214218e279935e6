extension ForgeData {
    func giteaJSON(_ pull: ForgePullRequest, in repository: ForgeRepository, for userID: Int64?) -> ForgeJSON {
        let web = links.web("\(path(of: repository))/pulls/\(pull.number)")
        let baseSHA = repository.branch(pull.base)?.sha ?? ""
        let date = ForgeLinks.time(pull.created)
        func side(_ branch: String, _ sha: String, _ repository: ForgeRepository?) -> ForgeJSON {
            [
                "label": .string(branch), "ref": .string(branch), "sha": .string(sha),
                "repo_id": .int(repository?.id ?? 0),
                "repo": repository.map { giteaJSON($0, access: access(of: userID, to: $0)) } ?? .null,
            ]
        }
        return [
            "id": .int(pull.id), "url": .string(web), "number": .int(pull.number),
            "user": users[pull.authorID]?.giteaJSON(links) ?? .null, "title": .string(pull.title),
            "body": .string(pull.text), "labels": [], "milestone": .null, "assignee": .null, "assignees": .null,
            "state": "open", "is_locked": false, "comments": 0, "html_url": .string(web),
            "diff_url": .string(web + ".diff"), "patch_url": .string(web + ".patch"), "mergeable": true,
            "merged": false, "merged_at": .null, "merge_commit_sha": .null, "merged_by": .null,
            "base": side(pull.base, baseSHA, repository),
            "head": side(pull.head, headSHA(of: pull), repositories[pull.headRepositoryID]),
            "merge_base": .string(baseSHA), "due_date": .null, "created_at": date, "updated_at": date,
            "closed_at": .null,
        ]
    }
}
