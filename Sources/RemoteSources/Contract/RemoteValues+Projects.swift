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
    /// The branch or tag that the commit was run for, its short name, for forges that keep statuses by it.
    public var ref: String?

    /// Creates a status.
    ///
    /// - Parameters:
    ///   - state: The state.
    ///   - context: Which check this is about.
    ///   - description: One line for people.
    ///   - targetURL: Where people find more.
    ///   - ref: The branch or tag, its short name.
    public init(
        state: State, context: String, description: String, targetURL: String? = nil, ref: String? = nil
    ) {
        self.state = state
        self.context = context
        self.description = description
        self.targetURL = targetURL
        self.ref = ref
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
