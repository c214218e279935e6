import RemoteSources
import StrictYAML
import Validation

/// Deploy keys, webhooks, commit statuses and links.
extension ManifestReader {
    func deployKeys() -> DeployKeysSection? {
        guard let entry = root.optionalMap("deployKeys") else { return nil }
        let list = list(entry.map("list"), Self.inRepository(), needs: [.repository])
        let access = entry.optionalMap("access").map { (readOnly: $0.string("readOnly"), write: $0.string("write")) }
        var placeholders: Placeholders = ["title": .text, "key": .text, "readOnly": .flag]
        if access != nil { placeholders["access"] = .text }
        let all = Self.inRepository(placeholders)
        let create = entry.map("create").flatMap { operation($0, all, needs: [.repository, .all("key")]) }
        let delete = deletion(entry)
        let answer: AnswerMap<DeployKeyField>? = answer(entry.map("answer"), AnswerKind([list?.operation, create]))
        guard let list, let create, let delete, let answer else { return nil }
        return DeployKeysSection(list: list, create: create, delete: delete, answer: answer, access: access)
    }

    private func deletion(_ entry: YAMLMap) -> Operation? {
        entry.map("delete").flatMap { byID($0) }
    }

    private func byID(_ entry: YAMLMap) -> Operation? {
        operation(entry, Self.inRepository(["id": .text]), needs: [.repository, .all("id")])
    }

    func webhooks() -> WebhooksSection? {
        guard let entry = root.optionalMap("webhooks") else { return nil }
        let events = texts(entry, "events")
        if events.isEmpty { entry.problem(at: "events", .required, "at least one is needed") }
        let list = list(entry.map("list"), Self.inRepository(), needs: [.repository])
        let create = entry.map("create").flatMap {
            operation(
                $0, Self.inRepository(["url": .text, "events": .list, "webhookSecret": .secret]),
                needs: [.repository, .all("url"), .all("webhookSecret")])
        }
        let delete = deletion(entry)
        let test = entry.optionalMap("test").flatMap { byID($0) }
        let map = entry.map("answer")
        let kind = AnswerKind([list?.operation, create])
        let answer: AnswerMap<WebhookField>? = answer(map, kind)
        let subscribed = map.flatMap { $0.has("events") ? listPath($0, "events") : nil }
        guard let list, let create, let delete, let answer else { return nil }
        return WebhooksSection(
            events: events, list: list, create: create, delete: delete, test: test, answer: answer,
            subscribed: subscribed)
    }

    func commitStatus() -> StatusSection? {
        guard let entry = root.optionalMap("commitStatus") else { return nil }
        let create = operation(
            entry,
            Self.inRepository([
                "sha": .text, "state": .text, "context": .text, "description": .text, "url": .text,
                "shortRef": .slashed,
            ]), needs: [.repository, .all("sha", "state")])
        let maxDescription = entry.integer("maxDescription", default: 255, in: 1...10_000)
        var words: [CommitStatus.State: String] = [:]
        if let states = entry.map("states") {
            for state in CommitStatus.State.allCases { words[state] = states.string(state.rawValue) }
        }
        return create.map { StatusSection(create: $0, words: words, maxDescription: maxDescription) }
    }

    func links() -> LinksSection? {
        guard let entry = root.optionalMap("links") else { return nil }
        return LinksSection(
            commit: link(entry, "commit", ["sha"]), branch: link(entry, "branch", ["name"]),
            tag: link(entry, "tag", ["name"]), pullRequest: link(entry, "pullRequest", ["number"]),
            compare: link(entry, "compare", ["base", "head"]))
    }

    private func link(_ entry: YAMLMap, _ key: String, _ names: Set<String>) -> TextTemplate? {
        guard let text = entry.optionalString(key) else { return nil }
        var placeholders: Placeholders = ["web": .text]
        for name in names { placeholders[name] = .text }
        guard let template = textTemplate(entry, key, text, placeholders) else { return nil }
        guard template.parts.first == .braced("web"), names.isSubset(of: template.names) else {
            let needed = names.sorted().map { "{\($0)}" }.joined(separator: " and ")
            entry.problem(at: key, ManifestMistake.invalidTemplate, "a link starts with {web} and has \(needed)")
            return nil
        }
        return template
    }
}
