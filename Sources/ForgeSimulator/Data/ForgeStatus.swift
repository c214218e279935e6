import Foundation

/// What somebody says about a commit.
struct ForgeStatus: Sendable {
    let id: Int64
    let sha: String
    let state: String
    let targetURL: String
    let text: String
    let context: String
    let creatorID: Int64
    let created: Date
    /// The branch or tag that it was said for, where a forge asks.
    var ref: String?
}

extension ForgeData {
    /// Keeps a status; the oldest one goes when there are too many.
    mutating func add(_ status: ForgeStatus, to repositoryID: Int64) {
        repositories[repositoryID]?.statuses.append(status)
        if repositories[repositoryID]?.statuses.count ?? 0 > ForgeRepository.maxStatuses {
            repositories[repositoryID]?.statuses.removeFirst()
        }
    }
}
