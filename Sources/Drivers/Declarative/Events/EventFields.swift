// The names that a manifest gives to values of deliveries: those of the event.

enum EventRepositoryField: String, AnswerField {
    case id, path
    var isRequired: Bool { true }
}

enum SenderField: String, AnswerField {
    case id, login
    var isRequired: Bool { self == .login }
}

enum RefEventField: String, AnswerField {
    case ref, before, after
    /// The commit of a tag, for forges that say more than the tag object.
    case commit
    /// What the newest commit says, for when it is not among the commits.
    case headMessage
    case totalCommits, truncated, compareURL, webURL

    var isRequired: Bool { self == .ref }
    var isFlag: Bool { self == .truncated }
}

enum EventCommitField: String, AnswerField {
    case sha, message, authorName, authorEmail, webURL
    var isRequired: Bool { self == .sha || self == .message }
}

enum PullRequestField: String, AnswerField {
    case number, title, draft, ref, before, after, webURL
    var isRequired: Bool { self == .number || self == .title }
    var isFlag: Bool { self == .draft }
}

enum SideField: String, AnswerField {
    case id, path, branch, sha
    var isRequired: Bool { self == .branch }
}

enum PlainEventField: String, AnswerField {
    case webURL
    var isRequired: Bool { false }
}
