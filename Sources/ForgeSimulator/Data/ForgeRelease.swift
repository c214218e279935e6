import Foundation

/// A release; every tag is one too, though lists don't show those.
struct ForgeRelease: Sendable {
    let id: Int64
    let tagName: String
    let target: String
    let title: String
    let text: String
    let authorID: Int64
    let created: Date
}
