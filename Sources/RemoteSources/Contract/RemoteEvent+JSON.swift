import JSONAccess

extension RemoteEvent {
    /// The event as JSON, with the same members as its `Encodable` has.
    package var json: [UInt8] {
        // A commit has some 200 bytes.
        var writer = JSONWriter(capacity: 1_024 + commits.count * 256)
        writer.append(object: self) { $0.write(to: &$1) }
        return writer.bytes
    }

    private func write(to json: inout JSONWriter) {
        json.append("driver", driver)
        json.append("deliveryID", deliveryID)
        json.append("kind", kind.rawValue)
        json.append("action", action?.rawValue)
        json.append("repository", repository) { repository, json in
            json.append("id", repository.id)
            json.append("path", repository.path)
        }
        json.append("ref", ref)
        json.append("branch", branch)
        json.append("tag", tag)
        json.append("before", before)
        json.append("after", after)
        json.append(name: "commits")
        json.append("[")
        for (number, commit) in commits.enumerated() {
            if number > 0 { json.append(",") }
            json.append(object: commit) { $0.write(to: &$1) }
        }
        json.append("]")
        json.append("sender", sender) { sender, json in
            json.append("id", sender.id)
            json.append("login", sender.login)
        }
        json.append("pullRequest", pullRequest) { $0.write(to: &$1) }
        json.append("compareURL", compareURL)
        json.append("webURL", webURL)
        json.append("skipRequested", skipRequested)
        json.append("truncated", truncated)
    }
}

extension RemoteEvent.Commit {
    fileprivate func write(to json: inout JSONWriter) {
        json.append("sha", sha)
        json.append("message", message)
        json.append("author", author) { author, json in
            json.append("name", author.name)
            json.append("email", author.email)
        }
        json.append("webURL", webURL)
    }
}

extension RemoteEvent.PullRequest {
    fileprivate func write(to json: inout JSONWriter) {
        json.append("number", number)
        json.append("title", title)
        json.append("draft", draft)
        for (name, side) in [("source", source), ("target", target)] as [(StaticString, RemoteEvent.Side)] {
            json.append(name, side) { side, json in
                json.append("repositoryID", side.repositoryID)
                json.append("path", side.path)
                json.append("branch", side.branch)
                json.append("sha", side.sha)
            }
        }
        json.append("fromFork", fromFork)
    }
}
