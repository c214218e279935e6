extension ForgeStatus {
    static let giteaStates = ["pending", "success", "error", "failure", "warning"]

    func giteaJSON(_ links: ForgeLinks, path: String, creator: ForgeJSON) -> ForgeJSON {
        [
            "id": .int(id), "status": .string(state), "target_url": .string(targetURL), "description": .string(text),
            "url": .string("\(links.repository(path))/statuses/\(sha)"), "context": .string(context),
            "creator": creator, "created_at": ForgeLinks.time(created), "updated_at": ForgeLinks.time(created),
        ]
    }
}
