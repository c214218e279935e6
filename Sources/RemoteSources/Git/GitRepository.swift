import Validation

/// A repository that is known by its clone URL alone, and what reaches it. No description shows its secrets.
package struct GitRepository: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Who reads it.
    package enum Credentials: Sendable {
        /// For https.
        case password(user: String, password: String)
        /// For ssh: a private key in PEM, without a passphrase.
        case privateKey(String)
    }

    /// Which host keys the server may have, for ssh.
    package enum HostKeys: Sendable, Hashable {
        /// Those of these lines of a known-hosts file.
        case pinned(String)
        /// Whatever it shows, as the project says.
        case any
    }

    /// `https://host/path`, `ssh://user@host:port/path` or `user@host:path`.
    package let cloneURL: String
    package let credentials: Credentials
    package let hostKeys: HostKeys
    /// What operations call it: the host, and the last part of the clone URL. The clone URL alone says where it is.
    package let path: RepositoryPath

    /// - Throws: `invalid` with the field `clone_url`.
    package init(cloneURL: String, credentials: Credentials, hostKeys: HostKeys) throws(DriverError) {
        do throws(Violation) {
            _ = try CloneURLRule.scheme(of: cloneURL, at: "clone_url")
        } catch {
            throw .invalid(field: "clone_url", message: error.message)
        }
        self.cloneURL = cloneURL
        self.credentials = credentials
        self.hostKeys = hostKeys
        do throws(DriverError) {
            path = try Self.path(of: cloneURL)
        } catch {
            throw .invalid(field: "clone_url", message: "a clone URL ends with the repository's name")
        }
    }

    private static func path(of cloneURL: String) throws(DriverError) -> RepositoryPath {
        let isLong = cloneURL.contains("://")
        let rest = isLong ? cloneURL.split(separator: "://", maxSplits: 1).last ?? "" : cloneURL[...]
        let parts = rest.split { $0 == "/" || (!isLong && $0 == ":") }
        guard let authority = parts.first, let name = parts.last, parts.count > 1 else {
            return try RepositoryPath("")
        }
        let host = authority.split(separator: "@").last ?? ""
        return try RepositoryPath("\(host)/\(name)")
    }

    /// The name of the repository, without what reaches it.
    package var description: String { "GitRepository(\(path))" }
    /// The same as `description`.
    package var debugDescription: String { description }
    /// Shows the name only.
    package var customMirror: Mirror { Mirror(self, children: ["path": path]) }
}
