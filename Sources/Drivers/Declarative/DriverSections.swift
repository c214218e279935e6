import RemoteSources

// What a manifest declares, section by section. A section that is not there is a capability that the driver lacks.

struct UserSection: Sendable {
    var operation: Operation
    var answer: AnswerMap<UserField>
}

struct PasswordSection: Sendable {
    /// Whether the forge says who somebody is only to tokens.
    var isTokenFirst: Bool
    var createToken: Operation
    /// The member of the answer that is the token.
    var tokenMember: String
    var scopes: [String]
}

struct OAuth2Section: Sendable {
    var endpoints: DriverManifest.OAuth2Description
    var hasPKCE: Bool
    var hasRefresh: Bool
}

struct RepositoriesSection: Sendable {
    enum ByID: Sendable {
        case asked(Operation)
        /// The list is searched.
        case searched
    }

    var list: ListOperation
    var byPath: Operation
    var byID: ByID
    var answer: AnswerMap<RepositoryField>
}

struct RefsSection: Sendable {
    var target: Operation
    var targetAnswer: AnswerMap<TargetField>
    var branches: ListOperation
    var branchAnswer: AnswerMap<RefField>
    var tags: ListOperation
    var tagAnswer: AnswerMap<RefField>
    var commit: Operation
    var commitAnswer: AnswerMap<CommitField>
}

struct DeployKeysSection: Sendable {
    var list: ListOperation
    var create: Operation
    var delete: Operation
    var answer: AnswerMap<DeployKeyField>
    /// The forge's words for what a key may do, where it has words for it.
    var access: (readOnly: String, write: String)?

    /// Whether keys that can push can be made; without a place for it in the request, they can't.
    var canMakeWritable: Bool { !create.names.isDisjoint(with: ["readOnly", "access"]) }
}

struct WebhooksSection: Sendable {
    var events: [String]
    var list: ListOperation
    var create: Operation
    var delete: Operation
    var test: Operation?
    var answer: AnswerMap<WebhookField>
    /// Where what a webhook is subscribed to is.
    var subscribed: JSONPath?
}

struct StatusSection: Sendable {
    var create: Operation
    var words: [CommitStatus.State: String]
    var maxDescription: Int
}

struct LinksSection: Sendable {
    var commit: TextTemplate?
    var branch: TextTemplate?
    var tag: TextTemplate?
    var pullRequest: TextTemplate?
    var compare: TextTemplate?
}
