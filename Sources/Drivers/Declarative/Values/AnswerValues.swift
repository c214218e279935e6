import RemoteSources

// How values of answers become things of the contract.

extension AnswerMap<UserField> {
    func user(_ scope: AnswerScope) throws(AnswerMismatch) -> RemoteUser {
        RemoteUser(
            id: try id(.id, scope), loginName: try id(.loginName, scope), email: try text(.email, scope),
            avatarURL: try text(.avatarURL, scope))
    }
}

extension AnswerMap<RepositoryField> {
    func repository(_ scope: AnswerScope) throws(AnswerMismatch) -> RemoteRepository {
        RemoteRepository(
            id: try id(.id, scope), path: try Self.path(try needed(.path, scope)),
            defaultBranch: try flag(.isEmpty, scope) ? nil : try text(.defaultBranch, scope),
            isPrivate: try neededFlag(.isPrivate, scope), isArchived: try flag(.isArchived, scope),
            webURL: try needed(.webURL, scope), sshCloneURL: try needed(.sshCloneURL, scope),
            httpCloneURL: try needed(.httpCloneURL, scope),
            permissions: .init(
                admin: try flag(.admin, scope), push: try flag(.push, scope), pull: try flag(.pull, scope)))
    }

    private static func path(_ text: String) throws(AnswerMismatch) -> String {
        guard let path = try? RepositoryPath(text) else { throw AnswerMismatch("a repository's path", at: "path") }
        return path.description
    }
}

extension AnswerMap<TargetField> {
    func commitSHA(_ scope: AnswerScope) throws(AnswerMismatch) -> String {
        try AnswerSHA.checked(try needed(.commitSHA, scope), at: TargetField.commitSHA.rawValue)
    }
}

extension AnswerMap<RefField> {
    func ref(_ scope: AnswerScope) throws(AnswerMismatch) -> RemoteRef {
        RemoteRef(
            name: try needed(.name, scope),
            commitSHA: try AnswerSHA.checked(try needed(.commitSHA, scope), at: RefField.commitSHA.rawValue))
    }
}

extension AnswerMap<CommitField> {
    func commit(_ scope: AnswerScope) throws(AnswerMismatch) -> RemoteCommit {
        RemoteCommit(
            sha: try AnswerSHA.checked(try needed(.sha, scope), at: CommitField.sha.rawValue),
            message: try needed(.message, scope), webURL: try text(.webURL, scope))
    }
}

extension AnswerMap<DeployKeyField> {
    func deployKey(_ scope: AnswerScope) throws(AnswerMismatch) -> DeployKey {
        DeployKey(
            id: try id(.id, scope), title: try needed(.title, scope), publicKey: try needed(.publicKey, scope),
            isReadOnly: try neededFlag(.isReadOnly, scope))
    }
}

/// Commit ids in answers.
enum AnswerSHA {
    static func checked(_ text: String, at place: String) throws(AnswerMismatch) -> String {
        guard let sha = try? CommitSHA.checked(text) else { throw AnswerMismatch("a commit's id", at: place) }
        return sha
    }
}
