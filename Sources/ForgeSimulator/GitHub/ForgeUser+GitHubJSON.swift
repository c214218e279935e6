import Foundation

extension ForgeUser {
    /// As the answers about other things have it.
    func gitHubJSON(_ links: ForgeLinks) -> ForgeJSON {
        let api = links.gitHub("users/\(name)")
        let members: [(name: String, value: ForgeJSON)] = [
            ("login", .string(name)), ("id", .int(id)), ("node_id", .string(ForgeLinks.nodeID("User", "\(id)"))),
            ("avatar_url", .string(links.web("avatars/u/\(id)?v=4"))), ("gravatar_id", ""), ("url", .string(api)),
            ("html_url", .string(links.web(name))),
        ]
        let lists = [
            ("followers", ""), ("following", "{/other_user}"), ("gists", "{/gist_id}"), ("starred", "{/owner}{/repo}"),
            ("subscriptions", ""), ("orgs", ""), ("repos", ""), ("events", "{/privacy}"), ("received_events", ""),
        ].map { list in
            (
                name: (list.0 == "orgs" ? "organizations" : list.0) + "_url",
                value: ForgeJSON.string("\(api)/\(list.0)\(list.1)")
            )
        }
        let kind = isOrganization ? "Organization" : installationOwnerID == nil ? "User" : "Bot"
        let tail: [(name: String, value: ForgeJSON)] = [
            ("type", .string(kind)), ("site_admin", .bool(isAdministrator)),
        ]
        return .object(members + lists + tail)
    }
}

extension ForgeData {
    /// As its own answer has it.
    func gitHubProfileJSON(_ user: ForgeUser) -> ForgeJSON {
        let time = ForgeLinks.time(user.created)
        let mine = repositories.values.count { $0.ownerID == user.id && !$0.isPrivate }
        let more: [(name: String, value: ForgeJSON)] = [
            ("name", .string(user.name)), ("company", .null), ("blog", ""), ("location", .null),
            // Most people hide it.
            ("email", .null), ("hireable", .null), ("bio", .null), ("public_repos", .count(mine)), ("public_gists", 0),
            ("followers", 0), ("following", 0), ("created_at", time), ("updated_at", time),
        ]
        return more.reduce(user.gitHubJSON(links)) { $0.adding($1.name, $1.value) }
    }

    func gitHubOrganizationJSON(_ group: ForgeUser) -> ForgeJSON {
        let api = links.gitHub("orgs/\(group.name)")
        return [
            "login": .string(group.name), "id": .int(group.id),
            "node_id": .string(ForgeLinks.nodeID("Organization", "\(group.id)")), "url": .string(api),
            "repos_url": .string("\(api)/repos"), "events_url": .string("\(api)/events"),
            "hooks_url": .string("\(api)/hooks"), "issues_url": .string("\(api)/issues"),
            "members_url": .string("\(api)/members{/member}"),
            "public_members_url": .string("\(api)/public_members{/member}"),
            "avatar_url": .string(links.web("avatars/u/\(group.id)?v=4")), "description": "",
        ]
    }
}

extension ForgeLinks {
    func gitHub(_ path: String) -> String { "\(root)/api/v3/\(path)" }
    func gitHubRepository(_ path: String) -> String { gitHub("repos/\(path)") }
    func gitHubSSH(_ path: String) -> String { "git@\(URLComponents(string: root)?.host ?? "localhost"):\(path).git" }

    static func nodeID(_ kind: String, _ id: String) -> String { Data("\(kind)\(id)".utf8).base64EncodedString() }
}
