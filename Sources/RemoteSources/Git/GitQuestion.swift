import Foundation

/// What is asked of a repository, read from a request's address.
enum GitQuestion: Hashable {
    /// `/refs/heads` or `/refs/tags`: every branch, or every tag.
    case refs(prefix: String)
    /// `/ref/NAME`: one ref, its slashes escaped.
    case ref(String)
    /// `/commits/SHA`
    case commit(String)
    /// `/files/SHA/PATH`
    case file(sha: String, path: String)

    /// Nil for anything else.
    init?(_ url: String) {
        guard url.hasPrefix(GitAPI.url + "/") else { return nil }
        var parts: [String] = []
        for part in url.dropFirst(GitAPI.url.count + 1).split(separator: "/", omittingEmptySubsequences: false) {
            guard let text = part.removingPercentEncoding, !text.isEmpty else { return nil }
            parts.append(text)
        }
        switch (parts[0], parts.count) {
        case ("refs", 2) where ["heads", "tags"].contains(parts[1]): self = .refs(prefix: "refs/\(parts[1])/")
        case ("ref", 2): self = .ref(parts[1])
        case ("commits", 2): self = .commit(parts[1])
        case ("files", 3...): self = .file(sha: parts[1], path: parts[2...].joined(separator: "/"))
        default: return nil
        }
    }
}
