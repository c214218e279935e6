import RemoteSources

/// What a manifest declares of deliveries.
struct DeliveriesSection: Sendable {
    static let maxRules = 100

    var schemes: [DriverManifest.WebhookScheme]
    var form: DriverManifest.WebhookForm?
    /// The header with the event's name, in lower case.
    var eventHeader: String
    /// The header with the delivery's id, in lower case.
    var idHeader: String?
    var rules: [EventRule]
}

/// What one kind of delivery means.
struct EventRule: Sendable {
    /// The events' names in the header.
    var names: Set<String>
    var condition: EventCondition?
    var meaning: Meaning

    enum Meaning: Sendable {
        case ignored(reason: String)
        case happened(EventSource)
    }
}

/// Where an event comes from.
struct EventSource: Sendable {
    var repository: AnswerMap<EventRepositoryField>
    var sender: AnswerMap<SenderField>?
    var content: Content

    enum Content: Sendable {
        case ref(RefEventSource)
        case pullRequest(PullRequestEventSource)
        case plain(RemoteEvent.Kind, AnswerMap<PlainEventField>)
    }
}

struct RefEventSource: Sendable {
    var kind: RefEventKind
    var values: AnswerMap<RefEventField>
    var commits: CommitsSource?
}

/// What happened to a ref, in a manifest's words.
enum RefEventKind: String, Sendable, CaseIterable {
    /// Made, moved or removed, which the shas say.
    case push
    case tag, branchDeleted, tagDeleted

    /// The values that there are of it.
    var fields: Set<RefEventField> {
        switch self {
        case .push: Set(RefEventField.allCases)
        case .tag: [.ref, .before, .commit, .webURL]
        case .branchDeleted, .tagDeleted: [.ref, .before, .webURL]
        }
    }
}

struct CommitsSource: Sendable {
    var items: JSONPath
    var values: AnswerMap<EventCommitField>
    var isNewestFirst: Bool
}

struct PullRequestEventSource: Sendable {
    enum ActionSource: Sendable {
        case always(RemoteEvent.Action)
        case mapped(JSONPath, [String: RemoteEvent.Action])
    }

    var action: ActionSource
    /// Whether what is closed was merged.
    var merged: ValueSource?
    var values: AnswerMap<PullRequestField>
    var source: AnswerMap<SideField>
    var target: AnswerMap<SideField>
}

/// When a rule is about a delivery of its name.
enum EventCondition: Sendable {
    case equals(JSONPath, String)
    case differ(JSONPath, JSONPath)

    func holds(in document: JSONDocument) throws(AnswerMismatch) -> Bool {
        switch self {
        case .equals(let path, let text): try path.value(in: document)?.scalarText == text
        case .differ(let one, let other): try one.value(in: document) != other.value(in: document)
        }
    }
}
