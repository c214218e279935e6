package import HTTPTransport
import Validation

/// A repository that is known by its clone URL alone, and what reaches it.
package struct GitRemote: Sendable {
    /// Where it is.
    package enum Address: Sendable, Hashable {
        /// `https://host/path`, without a slash at the end.
        case https(url: String)
        case ssh(SSHAddress)
    }

    /// Who reads it.
    package enum Credentials: Sendable {
        case none
        /// For https.
        case password(user: String, password: String)
        /// For ssh: a private key in PEM, without a passphrase.
        case privateKey(String)
    }

    package var address: Address
    package var credentials: Credentials
    /// For ssh.
    package var hostKeys: HostKeyPolicy
    /// For https.
    package var tls: TLSPolicy
    /// For https.
    package var proxyURL: String?

    /// Reads a clone URL: `https://host/path`, `ssh://user@host:port/path` or `user@host:path`.
    ///
    /// - Throws: `GitError.invalidURL`.
    package init(
        cloneURL: String, credentials: Credentials = .none, hostKeys: HostKeyPolicy = .pinned([]),
        tls: TLSPolicy = .systemRoots, proxyURL: String? = nil
    ) throws(GitError) {
        do throws(Violation) {
            switch try CloneURLRule.scheme(of: cloneURL, at: "clone_url") {
            case .https:
                address = .https(url: try URLRule.normalized(cloneURL, at: "clone_url"))
            case .ssh:
                guard let ssh = SSHAddress(cloneURL: cloneURL) else { throw Violation("clone_url", .invalidURL, "") }
                address = .ssh(ssh)
            }
        } catch {
            throw .invalidURL(error.message)
        }
        self.credentials = credentials
        self.hostKeys = hostKeys
        self.tls = tls
        self.proxyURL = proxyURL
    }
}

/// Where a repository is at an SSH server.
package struct SSHAddress: Sendable, Hashable {
    package var user: String
    package var host: String
    package var port: Int
    /// As the server gets it: `/srv/a.git`, `~bob/a.git`, or without a slash below the user's home.
    package var path: String

    /// Reads a URL that `CloneURLRule` has passed; nil for anything else.
    init?(cloneURL: String) {
        let isLong = cloneURL.lowercased().hasPrefix("ssh://")
        let rest = isLong ? cloneURL.dropFirst("ssh://".count) : cloneURL[...]
        let bracketEnd = rest.firstIndex(of: "]") ?? rest.startIndex
        guard let end = rest[(isLong ? rest.startIndex : bracketEnd)...].firstIndex(of: isLong ? "/" : ":") else {
            return nil
        }
        var host = rest[..<end]
        user = "git"
        if let at = host.lastIndex(of: "@") {
            user = String(host[..<at])
            host = host[host.index(after: at)...]
        }
        port = 22
        if isLong, !host.hasSuffix("]"), let colon = host.lastIndex(of: ":") {
            port = Int(host[host.index(after: colon)...]) ?? 22
            host = host[..<colon]
        }
        self.host = String(host.hasPrefix("[") ? host.dropFirst().dropLast() : host)
        let path = isLong ? rest[end...] : rest[rest.index(after: end)...]
        // ssh://host/~user/path is the user's home, as git has it.
        self.path = String(path.hasPrefix("/~") ? path.dropFirst() : path)
    }
}
