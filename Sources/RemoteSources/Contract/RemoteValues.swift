/// A person at a forge.
public struct RemoteUser: Sendable, Hashable {
    /// The stable id, which survives renames. Never empty.
    public var id: String
    /// The login name.
    public var loginName: String
    /// The mail address, where the forge shows it.
    public var email: String?
    /// The picture, where the forge has one.
    public var avatarURL: String?

    /// Creates a user.
    ///
    /// - Parameters:
    ///   - id: The stable id.
    ///   - loginName: The login name.
    ///   - email: The mail address.
    ///   - avatarURL: The picture.
    public init(id: String, loginName: String, email: String? = nil, avatarURL: String? = nil) {
        self.id = id
        self.loginName = loginName
        self.email = email
        self.avatarURL = avatarURL
    }
}

/// What a token endpoint granted; the tokens themselves stay with the host.
public struct TokenGrant: Sendable, Hashable {
    /// How long the access token lasts, in seconds; nil when the forge doesn't say: it doesn't expire.
    public var expiresInSeconds: Int?

    /// Creates a grant.
    ///
    /// - Parameter expiresInSeconds: How long the access token lasts.
    public init(expiresInSeconds: Int?) {
        self.expiresInSeconds = expiresInSeconds
    }
}

/// Where a list goes on: opaque to everybody but the driver that made it.
public struct PageToken: Sendable, Hashable {
    /// The driver's own text, at most 1,024 bytes.
    public var rawValue: String

    /// Creates a token.
    ///
    /// - Parameter rawValue: The driver's own text.
    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }
}

/// One page of a list.
public struct Page<Item: Sendable>: Sendable {
    /// The page's items.
    public var items: [Item]
    /// Where the list goes on; nil at its end.
    public var next: PageToken?

    /// Creates a page.
    ///
    /// - Parameters:
    ///   - items: The page's items.
    ///   - next: Where the list goes on.
    public init(items: [Item], next: PageToken?) {
        self.items = items
        self.next = next
    }
}

/// A repository's path at its forge: `owner/name`, or `group/subgroup/name`.
public struct RepositoryPath: Sendable, Hashable, CustomStringConvertible {
    /// Two to twenty segments, none empty, none `.` or `..`.
    public let segments: [String]

    /// Reads `owner/name`.
    ///
    /// - Parameter text: The path.
    /// - Throws: `invalid` with the field `path`.
    public init(_ text: String) throws(DriverError) {
        let segments = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...20).contains(segments.count), text.utf8.count <= 1024,
            segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
        else {
            throw .invalid(field: "path", message: "a repository's path is owner/name, without empty parts")
        }
        self.segments = segments
    }

    /// `owner/name`.
    public var description: String { segments.joined(separator: "/") }
}

/// A repository at a forge.
public struct RemoteRepository: Sendable, Hashable {
    /// The stable id, which survives renames and moves.
    public var id: String
    /// The path at this moment.
    public var path: String
    /// The default branch; nil while the repository is empty.
    public var defaultBranch: String?
    /// Whether others can't see it.
    public var isPrivate: Bool
    /// Whether it is read-only for good.
    public var isArchived: Bool
    /// The repository's page.
    public var webURL: String
    /// Where git clones it over SSH.
    public var sshCloneURL: String
    /// Where git clones it over HTTPS.
    public var httpCloneURL: String
    /// What the credential may do.
    public var permissions: Permissions

    /// What a credential may do with a repository.
    public struct Permissions: Sendable, Hashable {
        /// Change settings, keys and webhooks.
        public var admin: Bool
        /// Push.
        public var push: Bool
        /// Read.
        public var pull: Bool

        /// Creates permissions.
        ///
        /// - Parameters:
        ///   - admin: Change settings.
        ///   - push: Push.
        ///   - pull: Read.
        public init(admin: Bool, push: Bool, pull: Bool) {
            self.admin = admin
            self.push = push
            self.pull = pull
        }
    }

    /// Creates a repository.
    ///
    /// - Parameters:
    ///   - id: The stable id.
    ///   - path: The path at this moment.
    ///   - defaultBranch: The default branch.
    ///   - isPrivate: Whether others can't see it.
    ///   - isArchived: Whether it is read-only.
    ///   - webURL: The repository's page.
    ///   - sshCloneURL: The clone URL over SSH.
    ///   - httpCloneURL: The clone URL over HTTPS.
    ///   - permissions: What the credential may do.
    public init(
        id: String, path: String, defaultBranch: String?, isPrivate: Bool, isArchived: Bool, webURL: String,
        sshCloneURL: String, httpCloneURL: String, permissions: Permissions
    ) {
        self.id = id
        self.path = path
        self.defaultBranch = defaultBranch
        self.isPrivate = isPrivate
        self.isArchived = isArchived
        self.webURL = webURL
        self.sshCloneURL = sshCloneURL
        self.httpCloneURL = httpCloneURL
        self.permissions = permissions
    }
}

/// A ref and the commit that it leads to.
public struct RemoteRef: Sendable, Hashable {
    /// The full name, such as `refs/tags/v1.0.0`.
    public var name: String
    /// The commit's sha; for an annotated tag the commit behind it.
    public var commitSHA: String

    /// Creates a ref.
    ///
    /// - Parameters:
    ///   - name: The full name.
    ///   - commitSHA: The commit's sha.
    public init(name: String, commitSHA: String) {
        self.name = name
        self.commitSHA = commitSHA
    }
}

/// A commit.
public struct RemoteCommit: Sendable, Hashable {
    /// The full sha.
    public var sha: String
    /// The whole message.
    public var message: String
    /// The commit's page.
    public var webURL: String?

    /// Creates a commit.
    ///
    /// - Parameters:
    ///   - sha: The full sha.
    ///   - message: The whole message.
    ///   - webURL: The commit's page.
    public init(sha: String, message: String, webURL: String?) {
        self.sha = sha
        self.message = message
        self.webURL = webURL
    }
}
