import RemoteSources

// What is read of GitLab's deliveries, with its own names. Everything that may be missing or null is optional.

struct GitLabEventProject: Decodable, Sendable {
    let id: Int
    let path_with_namespace: String
    let web_url: String?

    var repository: RemoteEvent.Repository { RemoteEvent.Repository(id: String(id), path: path_with_namespace) }
}

struct GitLabPush: Decodable, Sendable {
    let ref: String
    let before: String?
    let after: String?
    let checkout_sha: String?
    let user_id: Int?
    let user_username: String?
    let project: GitLabEventProject
    let commits: PushedCommits?
    let total_commits_count: Int?
    let push_options: GitLabPushOptions?

    var sender: RemoteEvent.Sender? {
        guard let user_username, !user_username.isEmpty else { return nil }
        return RemoteEvent.Sender(id: user_id.map(String.init), login: user_username)
    }
}

/// `git push -o ci.skip`, as an object in which the option is nested.
struct GitLabPushOptions: Decodable, Sendable {
    private struct Options: Decodable {
        struct Flags: Decodable { let skip: Flag? }
        let ci: Flags?
    }

    /// An option without a value counts how often it was given, or is true.
    private struct Flag: Decodable {
        let isSet: Bool

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            isSet = !((try? container.decode(Bool.self)) == false || (try? container.decode(Int.self)) == 0)
        }
    }

    let skipsCI: Bool

    /// People make options up: what isn't the one that is looked for means nothing.
    init(from decoder: any Decoder) {
        skipsCI = (try? Options(from: decoder))?.ci?.skip?.isSet ?? false
    }
}

struct GitLabMergeRequestEvent: Decodable, Sendable {
    struct User: Decodable, Sendable {
        let id: Int?
        let username: String?
    }

    struct Attributes: Decodable, Sendable {
        let iid: Int
        let action: String?
        let state: String?
        let oldrev: String?
        let title: String
        let draft: Bool?
        let work_in_progress: Bool?
        let source_branch: String
        let target_branch: String
        let source_project_id: Int?
        let source: GitLabEventProject?
        let last_commit: PushedCommit?
        let url: String?
    }

    let object_attributes: Attributes
    let project: GitLabEventProject
    let user: User?

    var sender: RemoteEvent.Sender? {
        guard let name = user?.username, !name.isEmpty else { return nil }
        return RemoteEvent.Sender(id: user?.id.map(String.init), login: name)
    }
}
