import RemoteSources

// What is read of GitLab's answers, with its own names. Everything that may be missing or null is optional.

struct GitLabUser: Decodable, Sendable {
    let id: Int
    let username: String
    let email: String?
    let confirmed_at: String?
    let avatar_url: String?
    let web_url: String?

    var remoteUser: RemoteUser {
        // An address that nobody confirmed could be anybody's.
        RemoteUser(
            id: String(id), loginName: username, email: confirmed_at == nil ? nil : email, avatarURL: absoluteAvatarURL)
    }

    /// The picture's address may be relative to the server that the user's page is on.
    private var absoluteAvatarURL: String? {
        guard let avatar_url, avatar_url.hasPrefix("/") else { return avatar_url }
        guard let page = web_url, let scheme = page.firstRange(of: "://") else { return nil }
        return page[..<scheme.upperBound] + page[scheme.upperBound...].prefix { $0 != "/" } + avatar_url
    }
}

struct GitLabProject: Decodable, Sendable {
    struct Access: Decodable, Sendable { let access_level: Int? }

    struct Permissions: Decodable, Sendable {
        let project_access: Access?
        let group_access: Access?
    }

    let id: Int
    let path_with_namespace: String
    let default_branch: String?
    let visibility: String?
    let archived: Bool?
    let empty_repo: Bool?
    let web_url: String
    let ssh_url_to_repo: String
    let http_url_to_repo: String
    let permissions: Permissions?

    /// What the answer itself says; rights that come from a group above may be missing.
    var accessLevel: Int {
        max(permissions?.project_access?.access_level ?? 0, permissions?.group_access?.access_level ?? 0)
    }

    /// The project, for somebody with this access level.
    func remoteRepository(accessLevel: Int) -> RemoteRepository {
        RemoteRepository(
            id: String(id), path: path_with_namespace, defaultBranch: empty_repo == true ? nil : default_branch,
            isPrivate: visibility != "public", isArchived: archived ?? false, webURL: web_url,
            sshCloneURL: ssh_url_to_repo, httpCloneURL: http_url_to_repo,
            permissions: .init(
                admin: accessLevel >= GitLabAccess.maintainer, push: accessLevel >= GitLabAccess.developer, pull: true))
    }
}

/// The access levels that matter here.
enum GitLabAccess {
    static let developer = 30
    static let maintainer = 40
}

struct GitLabMember: Decodable, Sendable {
    let access_level: Int
}

struct GitLabRefTarget: Decodable, Sendable {
    struct Commit: Decodable, Sendable { let id: String }
    let name: String
    /// Of an annotated tag the commit behind it, not the tag object.
    let commit: Commit
}

struct GitLabMergeRequest: Decodable, Sendable {
    let sha: String?
}

struct GitLabMergeRef: Decodable, Sendable {
    let commit_id: String
}

struct GitLabCommit: Decodable, Sendable {
    let id: String
    let message: String
    let web_url: String?
}

struct GitLabDeployKey: Decodable, Sendable {
    let id: Int
    let title: String
    let key: String
    let can_push: Bool?

    /// A server that doesn't say whether it can push would have to be asked otherwise: what isn't known is no promise.
    var deployKey: DeployKey {
        DeployKey(id: String(id), title: title, publicKey: key, isReadOnly: can_push == false)
    }
}

struct GitLabWebhook: Decodable, Sendable {
    let id: Int
    let url: String
    let push_events: Bool?
    let tag_push_events: Bool?
    let merge_requests_events: Bool?
    let alert_status: String?
    let signing_token_present: Bool?

    var webhook: Webhook {
        let events = [
            ("push_events", push_events), ("tag_push_events", tag_push_events),
            ("merge_requests_events", merge_requests_events),
        ]
        // The server itself turns a webhook off that failed too often, for a while or for good.
        return Webhook(
            id: String(id), url: url, isActive: alert_status == nil || alert_status == "executable",
            events: events.filter { $0.1 == true }.map(\.0))
    }
}
