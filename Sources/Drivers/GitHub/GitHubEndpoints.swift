import Foundation
import RemoteSources

/// Where a GitHub has its API and its pages, from any URL that people know it by.
enum GitHubEndpoints {
    static func of(_ url: String) throws(DriverError) -> ForgeEndpoints {
        guard var root = URLComponents(string: url), let host = root.host?.lowercased(), !host.isEmpty else {
            throw .invalid(field: "apiURL", message: "a URL with a host is needed")
        }
        let bare = ["api.", "www."].first(where: host.hasPrefix).map { String(host.dropFirst($0.count)) } ?? host
        if bare == "github.com" || bare.hasSuffix(".ghe.com") {
            root.path = ""
            return ForgeEndpoints(apiURL: text(root, host: "api.\(bare)"), webURL: text(root, host: bare))
        }
        // An Enterprise Server has both on one host, whatever that is called; people may give either URL.
        while root.path.hasSuffix("/") { root.path.removeLast() }
        if root.path.hasSuffix("/api/v3") { root.path.removeLast("/api/v3".count) }
        let web = text(root, host: host)
        return ForgeEndpoints(apiURL: web + "/api/v3", webURL: web)
    }

    private static func text(_ components: URLComponents, host: String) -> String {
        var components = components
        components.host = host
        return components.string ?? ""
    }
}
