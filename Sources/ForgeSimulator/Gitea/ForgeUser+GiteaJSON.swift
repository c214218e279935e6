extension ForgeUser {
    /// - Parameter isCaller: Whether it is the one who asks: others don't see whether and when it was active.
    func giteaJSON(_ links: ForgeLinks, isCaller: Bool = false) -> ForgeJSON {
        let seen: ForgeJSON = lastLogin.map(ForgeLinks.time) ?? "1970-01-01T00:00:00Z"
        return [
            "id": .int(id), "login": .string(name), "full_name": "", "email": .string(email),
            "avatar_url": .string(links.avatar(name)), "language": "", "is_admin": .bool(isCaller && isAdministrator),
            "last_login": isCaller ? seen : "0001-01-01T00:00:00Z", "created": ForgeLinks.time(created),
            "restricted": false, "active": .bool(isCaller), "prohibit_login": false, "location": "", "website": "",
            "description": "", "visibility": "public", "followers_count": 0, "following_count": 0,
            "starred_repos_count": 0, "username": .string(name),
        ]
    }

    func giteaOrganizationJSON(_ links: ForgeLinks) -> ForgeJSON {
        [
            "id": .int(id), "username": .string(name), "full_name": "", "avatar_url": .string(links.avatar(name)),
            "description": "", "website": "", "location": "", "visibility": "public",
            "repo_admin_change_team_access": false,
        ]
    }
}

extension ForgeToken {
    /// - Parameter isNew: Whether this is the answer to its creation, the only one that has the secret.
    func giteaJSON(isNew: Bool) -> ForgeJSON {
        [
            "id": .int(id), "name": .string(name), "sha1": isNew ? .string(secret) : "",
            "token_last_eight": .string(String(secret.suffix(8))),
        ]
    }
}
