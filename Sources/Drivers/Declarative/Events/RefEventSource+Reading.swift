import RemoteSources

extension RefEventSource {
    func event(
        _ scope: AnswerScope, id: String, repository: RemoteEvent.Repository, sender: RemoteEvent.Sender?
    ) throws(DriverError) -> RemoteEvent {
        func text(_ field: RefEventField) throws(DriverError) -> String? {
            try DeclarativeDriver.read { () throws(AnswerMismatch) in try values.text(field, scope) }
        }
        guard let ref = try text(.ref) else { throw AnswerMismatch("a ref", at: RefEventField.ref.rawValue).inDelivery }
        let after = try text(.after)
        if kind == .push, after == nil {
            throw AnswerMismatch("a commit's id", at: RefEventField.after.rawValue).inDelivery
        }
        var event = try RemoteEvent(
            ref: ref, before: try text(.before), after: after, deliveryID: id, repository: repository, sender: sender)
        if kind == .tag, event.kind == .tagDeleted { event.kind = .tag }
        guard kind == .push || event.kind.rawValue == kind.rawValue else {
            throw AnswerMismatch(kind == .branchDeleted ? "a branch" : "a tag", at: RefEventField.ref.rawValue)
                .inDelivery
        }
        event.webURL = try text(.webURL)
        guard event.kind == .push || event.kind == .tag else { return event }
        if event.kind == .tag { event.after = try CommitSHA.unlessZeros(try text(.commit)) }
        let commits = try DeclarativeDriver.read { () throws(AnswerMismatch) in try self.commits?.commits(scope) ?? [] }
        event.setCommits(commits, head: event.after, isNewestFirst: self.commits?.isNewestFirst ?? false)
        let total = try DeclarativeDriver.read { () throws(AnswerMismatch) in try values.number(.totalCommits, scope) }
        let isTruncated = try DeclarativeDriver.read { () throws(AnswerMismatch) in try values.flag(.truncated, scope) }
        event.truncated = isTruncated || (total ?? 0) > commits.count
        let head = commits.first { $0.sha == event.after }
        event.webURL = head?.webURL ?? event.webURL
        if event.kind == .push {
            let said = try text(.headMessage)
            event.skipRequested = (head?.message ?? said).map(SkipMarker.isIn) ?? false
            // A new branch is compared to nothing.
            if event.before != nil { event.compareURL = try text(.compareURL) }
        }
        return event
    }
}

extension CommitsSource {
    func commits(_ scope: AnswerScope) throws(AnswerMismatch) -> [RemoteEvent.Commit] {
        var commits: [RemoteEvent.Commit] = []
        for item in try items.items(in: scope.document) ?? [] {
            let scope = AnswerScope(document: item)
            let (name, email) = (try values.text(.authorName, scope), try values.text(.authorEmail, scope))
            commits.append(
                RemoteEvent.Commit(
                    sha: try values.id(.sha, scope), message: try values.needed(.message, scope),
                    author: name == nil && email == nil ? nil : .init(name: name, email: email),
                    webURL: try values.text(.webURL, scope)))
        }
        return commits
    }
}
