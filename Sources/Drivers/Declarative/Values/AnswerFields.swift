// The names that a manifest gives to values of answers: those of the contract's own types.

enum UserField: String, AnswerField {
    case id, loginName, email, avatarURL
    var isRequired: Bool { self == .id || self == .loginName }
}

enum RepositoryField: String, AnswerField {
    case id, path, defaultBranch, isEmpty, isPrivate, isArchived, webURL, sshCloneURL, httpCloneURL, admin, push, pull

    var isRequired: Bool {
        [.id, .path, .isPrivate, .webURL, .sshCloneURL, .httpCloneURL].contains(self)
    }

    var isFlag: Bool {
        [.isEmpty, .isPrivate, .isArchived, .admin, .push, .pull].contains(self)
    }
}

/// What a single ref points to.
enum TargetField: String, AnswerField {
    case commitSHA
    var isRequired: Bool { true }
}

/// A ref of a list, by its full name.
enum RefField: String, AnswerField {
    case name, commitSHA
    var isRequired: Bool { true }
}

enum CommitField: String, AnswerField {
    case sha, message, webURL
    var isRequired: Bool { self != .webURL }
}

enum DeployKeyField: String, AnswerField {
    case id, title, publicKey, isReadOnly
    var isRequired: Bool { true }
    var isFlag: Bool { self == .isReadOnly }
}

enum WebhookField: String, AnswerField {
    case id, url, isActive
    var isRequired: Bool { true }
    var isFlag: Bool { self == .isActive }
}
