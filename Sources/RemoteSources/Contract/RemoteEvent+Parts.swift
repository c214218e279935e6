extension RemoteEvent {
    /// The repository of an event.
    public struct Repository: Sendable, Hashable, Codable {
        /// The stable id, which survives renames.
        public var id: String
        /// The path at that moment.
        public var path: String

        /// Creates a repository.
        ///
        /// - Parameters:
        ///   - id: The stable id.
        ///   - path: The path.
        public init(id: String, path: String) {
            self.id = id
            self.path = path
        }
    }

    /// Who made something happen.
    public struct Sender: Sendable, Hashable, Codable {
        /// The stable id, where the forge says it.
        public var id: String?
        /// The login name.
        public var login: String

        /// Creates a sender.
        ///
        /// - Parameters:
        ///   - id: The stable id.
        ///   - login: The login name.
        public init(id: String?, login: String) {
            self.id = id
            self.login = login
        }
    }

    /// A commit of a push.
    public struct Commit: Sendable, Hashable, Codable {
        /// The full sha.
        public var sha: String
        /// The whole message.
        public var message: String
        /// Who wrote it, as git knows them.
        public var author: Author?
        /// The commit's page.
        public var webURL: String?

        /// Creates a commit.
        ///
        /// - Parameters:
        ///   - sha: The full sha.
        ///   - message: The whole message.
        ///   - author: Who wrote it.
        ///   - webURL: The commit's page.
        public init(sha: String, message: String, author: Author? = nil, webURL: String? = nil) {
            self.sha = sha
            self.message = message
            self.author = author
            self.webURL = webURL
        }
    }

    /// Somebody as git knows them. Forges' payloads have the same members.
    public struct Author: Sendable, Hashable, Codable {
        /// The name.
        public var name: String?
        /// The mail address; not proven.
        public var email: String?

        /// Creates an author.
        ///
        /// - Parameters:
        ///   - name: The name.
        ///   - email: The mail address.
        public init(name: String?, email: String?) {
            self.name = name
            self.email = email
        }
    }

    /// The pull request of an event.
    public struct PullRequest: Sendable, Hashable, Codable {
        /// The number that people see, unique in its repository.
        public var number: Int
        /// The title.
        public var title: String
        /// Whether it says that it isn't ready.
        public var draft: Bool
        /// Where the commits come from.
        public var source: Side
        /// Where they shall go.
        public var target: Side
        /// Whether the source is another repository, one that is gone, or not known to be the same.
        public var fromFork: Bool

        /// Creates a pull request.
        ///
        /// - Parameters:
        ///   - number: The number that people see.
        ///   - title: The title.
        ///   - draft: Whether it isn't ready.
        ///   - source: Where the commits come from.
        ///   - target: Where they shall go.
        public init(number: Int, title: String, draft: Bool, source: Side, target: Side) {
            self.number = number
            self.title = title
            self.draft = draft
            self.source = source
            self.target = target
            fromFork = source.repositoryID == nil || source.repositoryID != target.repositoryID
        }
    }

    /// One side of a pull request.
    public struct Side: Sendable, Hashable, Codable {
        /// The repository's stable id; nil when it is gone.
        public var repositoryID: String?
        /// The repository's path; nil when it is gone.
        public var path: String?
        /// The branch.
        public var branch: String
        /// The commit at its head, where the forge says it.
        public var sha: String?

        /// Creates a side.
        ///
        /// - Parameters:
        ///   - repositoryID: The repository's stable id.
        ///   - path: The repository's path.
        ///   - branch: The branch.
        ///   - sha: The commit at its head.
        public init(repositoryID: String?, path: String?, branch: String, sha: String?) {
            self.repositoryID = repositoryID
            self.path = path
            self.branch = branch
            self.sha = sha
        }
    }
}
