import RemoteSources
import Validation

/// What a run is about, and what led to it.
struct RunSource: Sendable, Hashable {
    enum Trigger: String, Sendable {
        case webhook, manual
    }

    let ref: RunRef
    /// The branch, the tag, or the pull request's number.
    let name: String
    let commitSHA: String
    /// Nil when it is still to be looked up.
    var message: String?
    /// Whether others than those who may push have written what is run.
    let isForeign: Bool
    let trigger: Trigger
    /// The delivery that led to it; empty for none.
    var deliveryID = ""
    var event = ""
    var sender = ""
    var compareLink = ""
    /// The page of the commit or the pull request, where the event had it.
    var link = ""

    /// The part of a group that says what a name is of.
    var groupKind: String {
        switch ref.kind {
        case .branch: "branch"
        case .tag: "tag"
        case .pullRequest: "pr"
        }
    }

    var refType: String { ref.kind == .pullRequest ? "pull_request" : groupKind }

    /// Of an event; nil when there is nothing to run.
    init?(_ event: RemoteEvent) {
        guard !event.skipRequested, let fullRef = event.ref, let sha = event.after ?? event.pullRequest?.source.sha
        else { return nil }
        switch event.kind {
        case .push:
            guard let branch = event.branch else { return nil }
            (ref, name) = (RunRef(kind: .branch, branch: branch, ref: fullRef), branch)
            message = event.commits.last { $0.sha == sha }?.message
        case .tag:
            guard let tag = event.tag else { return nil }
            (ref, name) = (RunRef(kind: .tag, tag: tag, ref: fullRef), tag)
            message = "Tag \(tag)"
        case .pullRequest:
            guard let request = event.pullRequest, event.action?.bringsCommits ?? false else { return nil }
            (ref, name) = (RunRef(kind: .pullRequest, ref: fullRef), String(request.number))
            message = request.title
        default: return nil
        }
        commitSHA = sha
        isForeign = event.pullRequest?.fromFork ?? false
        trigger = .webhook
        self.event = event.kind.webhookEvent
        sender = event.sender?.login ?? ""
        compareLink = event.compareURL ?? ""
        link = event.webURL ?? ""
    }

    /// Of what somebody asked for. Nothing is known of a pull request here, so it counts as a fork's.
    init(_ subject: RunSubject, commitSHA: String) {
        let parts = subject.ref.split(separator: "/", maxSplits: 2).map(String.init)
        let rest = parts.count == 3 ? parts[2] : ""
        switch parts.count > 1 ? parts[1] : "" {
        case "heads": (ref, name) = (RunRef(kind: .branch, branch: rest, ref: subject.ref), rest)
        case "tags": (ref, name) = (RunRef(kind: .tag, tag: rest, ref: subject.ref), rest)
        default:
            let number = rest.prefix { $0 != "/" }
            (ref, name) = (RunRef(kind: .pullRequest, ref: subject.ref), String(number))
        }
        self.commitSHA = commitSHA
        isForeign = ref.kind == .pullRequest
        trigger = .manual
    }
}

extension RemoteEvent.Action {
    /// Whether the pull request has commits that were not there, or not open, before.
    fileprivate var bringsCommits: Bool {
        switch self {
        case .opened, .synchronized, .reopened: true
        case .closed, .merged: false
        }
    }
}

extension RemoteEvent.Kind {
    /// The word that runs' annotations have for it.
    fileprivate var webhookEvent: String { self == .pullRequest ? "pull_request" : rawValue }
}
