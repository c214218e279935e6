import Foundation

extension ForgeUser {
    /// As its own answer has it.
    func gitLabJSON(_ links: ForgeLinks) -> ForgeJSON {
        let time = ForgeLinks.time(created)
        let texts = ["skype", "linkedin", "twitter", "website_url", "organization"].map { ($0, ForgeJSON.string("")) }
        let members: [(name: String, value: ForgeJSON)] = [
            ("id", .int(id)), ("username", .string(name)), ("email", .string(email)), ("name", .string(name)),
            ("state", "active"), ("locked", false), ("avatar_url", .string("/uploads/user/avatar/\(id)/index.png")),
            ("web_url", .string(links.web(name))), ("created_at", time), ("bio", .null), ("location", .null),
            ("last_sign_in_at", time), ("confirmed_at", time),
            ("theme_id", 1), ("last_activity_on", .string(String(created.formatted(.iso8601).prefix(10)))),
            ("color_scheme_id", 1), ("projects_limit", 100), ("current_sign_in_at", time), ("identities", []),
            ("can_create_group", true), ("can_create_project", true),
            ("two_factor_enabled", .bool(oneTimePassword != nil)), ("external", false),
        ]
        return .object(members + texts.map { (name: $0.0, value: $0.1) })
    }

    /// As the answers about other things have it.
    func gitLabAuthorJSON(_ links: ForgeLinks) -> ForgeJSON {
        [
            "id": .int(id), "username": .string(name), "name": .string(name), "state": "active",
            "avatar_url": .string(links.web("uploads/user/avatar/\(id)/index.png")),
            "web_url": .string(links.web(name)),
        ]
    }
}

extension ForgeDeployKey {
    /// Whether it is a public key at all.
    static func isOne(_ content: String) -> Bool {
        Data(base64Encoded: blob(of: content)).map { $0.count > 16 } ?? false
    }

    var gitLabJSON: ForgeJSON {
        [
            "id": .int(id), "title": .string(title), "created_at": ForgeLinks.time(created), "expires_at": .null,
            "key": .string(content), "can_push": .bool(!isReadOnly),
        ]
    }
}
