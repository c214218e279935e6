import Foundation

/// What somebody says about a commit.
struct ForgeStatus: Sendable {
    static let states = ["pending", "success", "error", "failure", "warning"]

    let id: Int64
    let sha: String
    let state: String
    let targetURL: String
    let text: String
    let context: String
    let creatorID: Int64
    let created: Date

    func json(_ links: ForgeLinks, path: String, creator: ForgeJSON) -> ForgeJSON {
        [
            "id": .int(id), "status": .string(state), "target_url": .string(targetURL), "description": .string(text),
            "url": .string("\(links.repository(path))/statuses/\(sha)"), "context": .string(context),
            "creator": creator, "created_at": ForgeLinks.time(created), "updated_at": ForgeLinks.time(created),
        ]
    }
}
