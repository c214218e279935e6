import Foundation

/// Where things are: every URL that an answer has starts with the forge's root.
struct ForgeLinks: Sendable {
    /// Without a trailing slash.
    let root: String

    func web(_ path: String) -> String { "\(root)/\(path)" }

    func ssh(_ path: String) -> String {
        "ssh://git@\(URLComponents(string: root)?.host ?? "localhost"):22/\(path).git"
    }

    static func time(_ date: Date) -> ForgeJSON { .string(date.formatted(.iso8601)) }
}
