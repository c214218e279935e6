import PluginProcess
import RemoteSources
import Validation

/// An event, as the JSON that `docs/schemas/event.json` describes. What the host knows itself may be left out.
enum EventMessage {
    private static let members: Set<String> = [
        "driver", "deliveryID", "kind", "action", "repository", "ref", "branch", "tag", "before", "after", "commits",
        "sender", "pullRequest", "compareURL", "webURL", "skipRequested", "truncated",
    ]
    /// The most commits of one event; forges send a few dozen.
    private static let maxCommits = 1_000

    static func event(_ value: MessageValue) throws(PluginFailure) -> RemoteEvent {
        let object = try MessageObject(value, "its event", members: members)
        guard let repository = object.value("repository") else { throw object.wrong("repository", "an object") }
        var event = RemoteEvent(
            try object.word("kind", as: RemoteEvent.Kind.self),
            deliveryID: try object.optionalString("deliveryID") ?? "", repository: try self.repository(repository),
            sender: try object.value("sender").map { value throws(PluginFailure) in try sender(value) })
        if object.has("action") { event.action = try object.word("action", as: RemoteEvent.Action.self) }
        event.ref = try object.optionalString("ref")
        event.branch = try object.optionalString("branch")
        event.tag = try object.optionalString("tag")
        event.before = object.has("before") ? try ValueMessage.sha(object, "before") : nil
        event.after = object.has("after") ? try ValueMessage.sha(object, "after") : nil
        for value in try object.list("commits").prefix(maxCommits) { event.commits.append(try commit(value)) }
        event.pullRequest = try object.value("pullRequest").map { value throws(PluginFailure) in
            try pullRequest(value)
        }
        event.compareURL = try object.optionalString("compareURL")
        event.webURL = try object.optionalString("webURL")
        event.skipRequested = try object.boolean(
            "skipRequested", default: event.commits.last.map { SkipMarker.isIn($0.message) } ?? false)
        event.truncated = try object.boolean("truncated", default: false)
        try check(event)
        return event
    }

    /// A kind of event has what its readers rely on.
    private static func check(_ event: RemoteEvent) throws(PluginFailure) {
        switch event.kind {
        case .push, .branchDeleted:
            guard event.branch != nil, event.ref != nil else { throw .badAnswer("its event has no branch and ref") }
        case .tag, .tagDeleted:
            guard event.tag != nil, event.ref != nil else { throw .badAnswer("its event has no tag and ref") }
        case .pullRequest:
            guard event.pullRequest != nil, event.action != nil else {
                throw .badAnswer("its event has no pullRequest and action")
            }
        case .ping, .repositoryRenamed, .repositoryTransferred, .repositoryDeleted: break
        }
    }

    private static func repository(_ value: MessageValue) throws(PluginFailure) -> RemoteEvent.Repository {
        let object = try MessageObject(value, "its event's repository", members: ["id", "path"])
        return RemoteEvent.Repository(id: try object.identifier("id"), path: try object.identifier("path"))
    }

    private static func sender(_ value: MessageValue) throws(PluginFailure) -> RemoteEvent.Sender {
        let object = try MessageObject(value, "its event's sender", members: ["id", "login"])
        return RemoteEvent.Sender(id: try object.optionalString("id"), login: try object.string("login"))
    }

    private static func commit(_ value: MessageValue) throws(PluginFailure) -> RemoteEvent.Commit {
        let object = try MessageObject(value, "its event's commit", members: ["sha", "message", "author", "webURL"])
        var commit = RemoteEvent.Commit(
            sha: try ValueMessage.sha(object, "sha"), message: try object.string("message"),
            webURL: try object.optionalString("webURL"))
        if let value = object.value("author") {
            let author = try MessageObject(value, "its commit's author", members: ["name", "email"])
            commit.author = RemoteEvent.Author(
                name: try author.optionalString("name"), email: try author.optionalString("email"))
        }
        return commit
    }

    private static func pullRequest(_ value: MessageValue) throws(PluginFailure) -> RemoteEvent.PullRequest {
        let object = try MessageObject(
            value, "its pull request", members: ["number", "title", "draft", "source", "target", "fromFork"])
        guard let source = object.value("source"), let target = object.value("target") else {
            throw .badAnswer("its pull request has no source and target")
        }
        return RemoteEvent.PullRequest(
            number: try object.integer("number"), title: try object.string("title"),
            draft: try object.boolean("draft", default: false), source: try side(source), target: try side(target))
    }

    private static func side(_ value: MessageValue) throws(PluginFailure) -> RemoteEvent.Side {
        let object = try MessageObject(
            value, "its pull request's side", members: ["repositoryID", "path", "branch", "sha"])
        return RemoteEvent.Side(
            repositoryID: try object.optionalString("repositoryID"), path: try object.optionalString("path"),
            branch: try object.string("branch"), sha: object.has("sha") ? try ValueMessage.sha(object, "sha") : nil)
    }
}
