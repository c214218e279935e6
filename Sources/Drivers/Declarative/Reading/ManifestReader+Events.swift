import RemoteSources
import StrictYAML
import Validation

/// Deliveries.
extension ManifestReader {
    private enum Scheme: String, CaseIterable {
        case hmacSHA256Hex, sharedToken, standardWebhooks
    }

    private enum Form: String, CaseIterable {
        case signsForm, signsPayload
    }

    private enum Kind: String, CaseIterable {
        case push, tag, branchDeleted, tagDeleted, pullRequest, ping
        case repositoryRenamed, repositoryTransferred, repositoryDeleted
    }

    func deliveries() -> DeliveriesSection? {
        guard let entry = root.optionalMap("deliveries") else { return nil }
        let schemes = entry.list("signatures", scheme)
        if schemes.isEmpty {
            entry.problem(at: "signatures", .required, "at least one is needed: nothing unsigned is read")
        }
        let form = entry.optionalString("form").flatMap { word(entry, "form", $0, Form.self) }
        let eventHeader = neededHeader(entry, "event")
        let idHeader = header(entry, "id")
        let repository: AnswerMap<EventRepositoryField>? = answer(entry.optionalMap("repository"))
        let sender: AnswerMap<SenderField>? = answer(entry.optionalMap("sender"))
        let rules = entry.list("rules") { rule($0, repository, sender, hasUsual: entry.has("repository")) }
        if rules.isEmpty { entry.problem(at: "rules", .required, "at least one is needed") }
        if rules.count > DeliveriesSection.maxRules {
            entry.problem(at: "rules", .tooLong, "there are at most \(DeliveriesSection.maxRules)")
        }
        guard let eventHeader else { return nil }
        return DeliveriesSection(
            schemes: schemes, form: form.map { $0 == .signsForm ? .signsForm : .signsPayload },
            eventHeader: eventHeader.lowercased(), idHeader: idHeader?.lowercased(), rules: rules)
    }

    private func scheme(_ entry: YAMLMap) -> DriverManifest.WebhookScheme? {
        guard let scheme = word(entry, "scheme", entry.string("scheme"), Scheme.self) else {
            entry.allowAnyKey()
            return nil
        }
        switch scheme {
        case .hmacSHA256Hex:
            let prefix = entry.optionalString("prefix") ?? ""
            if prefix.utf8.count > 20 { entry.problem(at: "prefix", .tooLong, "this has at most 20 bytes") }
            return neededHeader(entry, "header").map { .hmacSHA256Hex(header: $0.lowercased(), prefix: prefix) }
        case .sharedToken: return neededHeader(entry, "header").map { .sharedToken(header: $0.lowercased()) }
        case .standardWebhooks: return .standardWebhooks
        }
    }

    private func rule(
        _ entry: YAMLMap, _ repository: AnswerMap<EventRepositoryField>?, _ sender: AnswerMap<SenderField>?,
        hasUsual: Bool
    ) -> EventRule? {
        let names = Set(entry.optionalTextOrTexts("name") ?? [])
        if names.isEmpty { entry.problem(at: "name", .required, "the event's name is needed, or a list of them") }
        let condition = entry.optionalMap("when").flatMap(self.condition)
        if entry.has("ignored") {
            let reason = entry.string("ignored")
            return EventRule(names: names, condition: condition, meaning: .ignored(reason: reason))
        }
        guard let kind = word(entry, "kind", entry.string("kind"), Kind.self) else {
            entry.allowAnyKey()
            return nil
        }
        let own: AnswerMap<EventRepositoryField>? = answer(entry.optionalMap("repository"))
        let ownSender: AnswerMap<SenderField>? = answer(entry.optionalMap("sender"))
        if !hasUsual, !entry.has("repository") {
            entry.problem(at: "repository", .required, "a repository is needed, here or for all rules")
        }
        guard let content = content(entry, kind), let repository = own ?? repository else { return nil }
        return EventRule(
            names: names, condition: condition,
            meaning: .happened(EventSource(repository: repository, sender: ownSender ?? sender, content: content)))
    }

    private func condition(_ entry: YAMLMap) -> EventCondition? {
        let path = path(entry, "path", isText: false)
        if entry.has("differsFrom") {
            let other = self.path(entry, "differsFrom", isText: false)
            guard let path, let other else { return nil }
            return .differ(path, other)
        }
        let text = entry.string("is")
        return path.map { .equals($0, text) }
    }

    private func content(_ entry: YAMLMap, _ kind: Kind) -> EventSource.Content? {
        if let kind = RefEventKind(rawValue: kind.rawValue) { return refEvent(entry, kind).map { .ref($0) } }
        if kind == .pullRequest { return pullRequest(entry).map { .pullRequest($0) } }
        let values: AnswerMap<PlainEventField>? = answer(entry)
        guard let values, let kind = RemoteEvent.Kind(rawValue: kind.rawValue) else { return nil }
        return .plain(kind, values)
    }

    private func refEvent(_ entry: YAMLMap, _ kind: RefEventKind) -> RefEventSource? {
        let values: AnswerMap<RefEventField>? = answer(entry, only: kind.fields)
        var commits: CommitsSource?
        if kind == .push {
            if !entry.has("after") {
                entry.problem(at: "after", .required, "after is needed: it says whether the ref is gone")
            }
            commits = entry.optionalMap("commits").flatMap(self.commits)
        }
        return values.map { RefEventSource(kind: kind, values: $0, commits: commits) }
    }

    private func commits(_ entry: YAMLMap) -> CommitsSource? {
        let items = listPath(entry, "items")
        let isNewestFirst = entry.bool("newestFirst", default: false)
        let values: AnswerMap<EventCommitField>? = answer(entry)
        guard let items, let values else { return nil }
        return CommitsSource(items: items, values: values, isNewestFirst: isNewestFirst)
    }

    private func pullRequest(_ entry: YAMLMap) -> PullRequestEventSource? {
        let action = entry.map("action").flatMap(self.action)
        let merged = entry.has("merged") ? flag(entry, "merged", AnswerKind()) : nil
        let values: AnswerMap<PullRequestField>? = answer(entry)
        let source: AnswerMap<SideField>? = answer(entry.map("source"))
        let target: AnswerMap<SideField>? = answer(entry.map("target"))
        guard let action, let values, let source, let target else { return nil }
        return PullRequestEventSource(action: action, merged: merged, values: values, source: source, target: target)
    }

    private func action(_ entry: YAMLMap) -> PullRequestEventSource.ActionSource? {
        if entry.has("always") {
            return word(entry, "always", entry.string("always"), RemoteEvent.Action.self).map { .always($0) }
        }
        let path = path(entry, "path", isText: false)
        var words: [String: RemoteEvent.Action] = [:]
        if let map = entry.map("words") {
            for word in map.keys { words[word] = self.word(map, word, map.string(word), RemoteEvent.Action.self) }
        }
        return path.map { .mapped($0, words) }
    }
}
