/// A deploy key at a forge.
public struct DeployKey: Sendable, Hashable {
    /// The forge's id of the key in this repository.
    public var id: String
    /// What people see.
    public var title: String
    /// The public key in OpenSSH's one-line form.
    public var publicKey: String
    /// Whether it can't push.
    public var isReadOnly: Bool

    /// Creates a deploy key.
    ///
    /// - Parameters:
    ///   - id: The forge's id.
    ///   - title: What people see.
    ///   - publicKey: The public key.
    ///   - isReadOnly: Whether it can't push.
    public init(id: String, title: String, publicKey: String, isReadOnly: Bool) {
        self.id = id
        self.title = title
        self.publicKey = publicKey
        self.isReadOnly = isReadOnly
    }
}

/// A deploy key to add.
public struct NewDeployKey: Sendable, Hashable {
    /// What people see.
    public var title: String
    /// The public key in OpenSSH's one-line form.
    public var publicKey: String
    /// Whether it can't push. Always sent: forges differ in what they assume.
    public var isReadOnly: Bool

    /// Creates a deploy key to add.
    ///
    /// - Parameters:
    ///   - title: What people see.
    ///   - publicKey: The public key.
    ///   - isReadOnly: Whether it can't push.
    public init(title: String, publicKey: String, isReadOnly: Bool = true) {
        self.title = title
        self.publicKey = publicKey
        self.isReadOnly = isReadOnly
    }
}

/// A webhook at a forge.
public struct Webhook: Sendable, Hashable {
    /// The forge's id of the webhook in this repository.
    public var id: String
    /// Where it delivers to.
    public var url: String
    /// Whether the forge sends anything.
    public var isActive: Bool
    /// What it is subscribed to, in the forge's words.
    public var events: [String]

    /// Creates a webhook.
    ///
    /// - Parameters:
    ///   - id: The forge's id.
    ///   - url: Where it delivers to.
    ///   - isActive: Whether the forge sends anything.
    ///   - events: What it is subscribed to.
    public init(id: String, url: String, isActive: Bool, events: [String]) {
        self.id = id
        self.url = url
        self.isActive = isActive
        self.events = events
    }
}

/// A delivery whose signature the host has verified.
public struct WebhookDelivery: Sendable, Hashable {
    /// Header fields, names in lower case, without signatures and tokens.
    public var headers: [String: String]
    /// The raw body.
    public var body: [UInt8]

    /// Creates a delivery.
    ///
    /// - Parameters:
    ///   - headers: Header fields, names in lower case.
    ///   - body: The raw body.
    public init(headers: [String: String], body: [UInt8]) {
        self.headers = headers
        self.body = body
    }
}

/// What happened at a forge, in words that are the same for all of them.
public struct RemoteEvent: Sendable, Hashable {
    /// The id of the delivery, the same when it is sent again.
    public var deliveryID: String
    /// What happened.
    public var kind: Kind
    /// The repository's stable id.
    public var repositoryID: String
    /// The repository's path at that moment.
    public var repositoryPath: String
    /// Who did it, by login name.
    public var sender: String?

    /// What can happen.
    public enum Kind: Sendable, Hashable {
        /// A branch was created, moved or removed. `before` is nil when created, `after` is nil when removed.
        case push(branch: String, before: String?, after: String?, message: String?, compareURL: String?)
        /// A tag was created, moved or removed. `commit` is the commit behind it where the forge says so.
        case tag(name: String, before: String?, after: String?, commit: String?, message: String?)
        /// A pull request was opened, got commits, was reopened, closed or merged.
        case pullRequest(PullRequestEvent)
        /// The repository was renamed, moved or deleted.
        case repository(action: String)
    }

    /// Creates an event.
    ///
    /// - Parameters:
    ///   - deliveryID: The id of the delivery.
    ///   - kind: What happened.
    ///   - repositoryID: The repository's stable id.
    ///   - repositoryPath: The repository's path.
    ///   - sender: Who did it.
    public init(deliveryID: String, kind: Kind, repositoryID: String, repositoryPath: String, sender: String?) {
        self.deliveryID = deliveryID
        self.kind = kind
        self.repositoryID = repositoryID
        self.repositoryPath = repositoryPath
        self.sender = sender
    }
}

/// What happened to a pull request.
public struct PullRequestEvent: Sendable, Hashable {
    /// What happened.
    public enum Action: String, Sendable, Hashable {
        case opened, updated, reopened, closed, merged
    }

    /// What happened.
    public var action: Action
    /// The number that people see, unique in its repository.
    public var number: Int
    /// The title.
    public var title: String
    /// The commit at the head.
    public var headSHA: String
    /// The full ref to fetch the head from, such as `refs/pull/3/head`.
    public var headRef: String
    /// The branch that it asks to be merged into.
    public var baseBranch: String
    /// Whether the head is in another repository, or in one that is gone.
    public var isFromFork: Bool
    /// The pull request's page.
    public var webURL: String

    /// Creates an event.
    ///
    /// - Parameters:
    ///   - action: What happened.
    ///   - number: The number that people see.
    ///   - title: The title.
    ///   - headSHA: The commit at the head.
    ///   - headRef: The ref to fetch the head from.
    ///   - baseBranch: The branch to merge into.
    ///   - isFromFork: Whether the head is elsewhere.
    ///   - webURL: The page.
    public init(
        action: Action, number: Int, title: String, headSHA: String, headRef: String, baseBranch: String,
        isFromFork: Bool, webURL: String
    ) {
        self.action = action
        self.number = number
        self.title = title
        self.headSHA = headSHA
        self.headRef = headRef
        self.baseBranch = baseBranch
        self.isFromFork = isFromFork
        self.webURL = webURL
    }
}

/// A state to report for a commit.
public struct CommitStatus: Sendable, Hashable {
    /// The states, the same for every forge; a driver maps them to what its forge has.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case pending, running, success, failure, error, cancelled, skipped
    }

    /// The state.
    public var state: State
    /// Which check this is about; a later status of the same context replaces this one.
    public var context: String
    /// One line for people; drivers shorten it to what the forge takes.
    public var description: String
    /// Where people find more.
    public var targetURL: String?

    /// Creates a status.
    ///
    /// - Parameters:
    ///   - state: The state.
    ///   - context: Which check this is about.
    ///   - description: One line for people.
    ///   - targetURL: Where people find more.
    public init(state: State, context: String, description: String, targetURL: String? = nil) {
        self.state = state
        self.context = context
        self.description = description
        self.targetURL = targetURL
    }
}

/// A thing that has a page at the forge.
public enum LinkTarget: Sendable, Hashable {
    case commit(sha: String)
    case branch(String)
    case tag(String)
    case pullRequest(number: Int)
    case compare(base: String, head: String)
}
