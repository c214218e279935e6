import RemoteSources

extension PullRequestEventSource {
    func event(
        _ scope: AnswerScope, id: String, repository: RemoteEvent.Repository, sender: RemoteEvent.Sender?
    ) throws(DriverError) -> RemoteEvent {
        func text(_ field: PullRequestField) throws(DriverError) -> String? {
            try DeclarativeDriver.read { () throws(AnswerMismatch) in try values.text(field, scope) }
        }
        var event = RemoteEvent(.pullRequest, deliveryID: id, repository: repository, sender: sender)
        event.action = try action(in: scope)
        event.ref = try text(.ref)
        event.before = try CommitSHA.unlessZeros(try text(.before))
        event.after = try CommitSHA.unlessZeros(try text(.after))
        event.webURL = try text(.webURL)
        event.pullRequest = try DeclarativeDriver.read { () throws(AnswerMismatch) in
            guard let number = try values.number(.number, scope) else {
                throw AnswerMismatch("a whole number", at: PullRequestField.number.rawValue)
            }
            return RemoteEvent.PullRequest(
                number: number, title: try values.needed(.title, scope), draft: try values.flag(.draft, scope),
                source: try source.side(scope), target: try target.side(scope))
        }
        return event
    }

    private func action(in scope: AnswerScope) throws(DriverError) -> RemoteEvent.Action {
        let action: RemoteEvent.Action
        switch self.action {
        case .always(let always): action = always
        case .mapped(let path, let words):
            let word = try DeclarativeDriver.read { () throws(AnswerMismatch) in
                guard let word = try path.value(in: scope.document)?.scalarText else {
                    throw AnswerMismatch("a text", at: path.text)
                }
                return word
            }
            guard let mapped = words[word] else { throw .ignored(reason: "a pull request was \(word.prefix(60))") }
            action = mapped
        }
        let isMerged = try DeclarativeDriver.read { () throws(AnswerMismatch) in try merged?.flag(in: scope) ?? false }
        return action == .closed && isMerged ? .merged : action
    }
}

extension AnswerMap<SideField> {
    func side(_ scope: AnswerScope) throws(AnswerMismatch) -> RemoteEvent.Side {
        RemoteEvent.Side(
            repositoryID: try text(.id, scope), path: try text(.path, scope), branch: try needed(.branch, scope),
            sha: try text(.sha, scope))
    }
}
