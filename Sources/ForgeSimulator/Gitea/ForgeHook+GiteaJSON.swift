extension ForgeHook {
    /// Every event, in the order in which answers list them.
    private static let allEvents = [
        "create", "delete", "fork", "push", "issues", "issue_assign", "issue_label", "issue_milestone",
        "issue_comment", "pull_request", "pull_request_assign", "pull_request_label", "pull_request_milestone",
        "pull_request_comment", "pull_request_review_approved", "pull_request_review_rejected",
        "pull_request_review_comment", "pull_request_sync", "repository", "release",
    ]

    /// What a request's list means: the word for pull requests brings all that happens to them, an empty list a push.
    static func events(from names: [String]) -> [String] {
        let wanted = Set(names.isEmpty ? ["push"] : names)
        return allEvents.filter { event in
            wanted.contains(event) || (wanted.contains("pull_request") && event.hasPrefix("pull_request_"))
        }
    }

    func giteaJSON() -> ForgeJSON {
        [
            "id": .int(id), "type": "gitea",
            "config": ["content_type": .string(contentType), "url": .string(url)],
            "events": .strings(events), "active": .bool(isActive), "updated_at": ForgeLinks.time(created),
            "created_at": ForgeLinks.time(created),
        ]
    }
}
