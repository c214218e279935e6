import Crypto
import Foundation

/// A key that may read, or write, one repository.
struct ForgeDeployKey: Sendable {
    let id: Int64
    var title: String
    let content: String
    var isReadOnly: Bool
    let created: Date

    /// The key itself, without its comment.
    static func blob(of content: String) -> String {
        let parts = content.split(separator: " ")
        return String(parts.count > 1 ? parts[1] : parts.first ?? "")
    }
}
