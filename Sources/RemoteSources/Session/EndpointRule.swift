import Foundation

/// What a driver may say about where a forge's parts are: credentials go there.
enum EndpointRule {
    /// Whether `url` is at the forge of `configured`: the same scheme and port, and the same host but for a leading
    /// `api.` or `www.`.
    static func allows(_ url: String, for configured: String) -> Bool {
        if url == configured { return true }
        guard let one = URLComponents(string: url), let other = URLComponents(string: configured) else { return false }
        return one.scheme?.lowercased() == other.scheme?.lowercased() && one.port == other.port && one.user == nil
            && one.password == nil && host(of: one) != nil && host(of: one) == host(of: other)
    }

    private static func host(of components: URLComponents) -> Substring? {
        guard let host = components.host?.lowercased(), !host.isEmpty else { return nil }
        return ["api.", "www."].lazy.filter(host.hasPrefix).map { host.dropFirst($0.count) }.first ?? Substring(host)
    }
}
