import Foundation

/// A pull request that stays open.
struct ForgePullRequest: Sendable {
    let id: Int64
    let number: Int64
    let title: String
    let text: String
    let base: String
    let head: String
    let headRepositoryID: Int64
    let authorID: Int64
    let created: Date
}

extension ForgeData {
    func headSHA(of pull: ForgePullRequest) -> String {
        repositories[pull.headRepositoryID]?.branch(pull.head)?.sha ?? ""
    }
}
