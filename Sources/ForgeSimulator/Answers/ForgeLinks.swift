import Foundation

/// Where things are: every URL that an answer has starts with the forge's root.
struct ForgeLinks: Sendable {
    /// Without a trailing slash.
    let root: String

    var api: String { root + "/api/v1" }
    var documentation: String { root + "/api/swagger" }

    func web(_ path: String) -> String { "\(root)/\(path)" }
    func repository(_ path: String) -> String { "\(api)/repos/\(path)" }
    func avatar(_ name: String) -> String { "\(root)/user/avatar/\(name)/-1" }

    func ssh(_ path: String) -> String {
        "ssh://git@\(URLComponents(string: root)?.host ?? "localhost"):22/\(path).git"
    }

    static func time(_ date: Date) -> ForgeJSON { .string(date.formatted(.iso8601)) }
}
