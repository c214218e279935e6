import Foundation

/// A webhook.
struct ForgeHook: Sendable {
    let id: Int64
    var url: String
    var secret: String
    /// The key of a server that signs besides; GitLab's.
    var signingSecret: String?
    let contentType: String
    let isActive: Bool
    var events: [String]
    let created: Date
}
