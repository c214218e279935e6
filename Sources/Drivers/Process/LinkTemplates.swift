import Foundation
import PluginProcess
import RemoteSources

/// Where the pages of a forge are, below a repository's page. Data, since pages are asked for without waiting.
struct LinkTemplates: Sendable, Hashable {
    private enum Kind: String, CaseIterable {
        case commit, branch, tag, pullRequest, compare

        var placeholders: [String] {
            switch self {
            case .commit: ["{sha}"]
            case .branch, .tag: ["{name}"]
            case .pullRequest: ["{number}"]
            case .compare: ["{base}", "{head}"]
            }
        }
    }

    private let templates: [Kind: String]

    var isEmpty: Bool { templates.isEmpty }

    init(_ manifest: MessageObject) throws(PluginFailure) {
        guard let value = manifest.value("links") else {
            templates = [:]
            return
        }
        let object = try MessageObject(value, "its links", members: Set(Kind.allCases.map(\.rawValue)))
        var templates: [Kind: String] = [:]
        for kind in Kind.allCases {
            guard let template = try object.optionalString(kind.rawValue) else { continue }
            let rest = kind.placeholders.reduce(template) { $0.replacing($1, with: "") }
            guard kind.placeholders.allSatisfy(template.contains), !rest.contains(where: { "{}".contains($0) }) else {
                throw object.wrong(kind.rawValue, "a path with \(kind.placeholders.joined(separator: " and "))")
            }
            templates[kind] = template
        }
        self.templates = templates
    }

    func link(to target: LinkTarget, webURL: String) -> String? {
        let (kind, values): (Kind, [String]) =
            switch target {
            case .commit(let sha): (.commit, [sha])
            case .branch(let name): (.branch, [name])
            case .tag(let name): (.tag, [name])
            case .pullRequest(let number): (.pullRequest, [String(number)])
            case .compare(let base, let head): (.compare, [base, head])
            }
        guard let template = templates[kind] else { return nil }
        // What a value has in it is escaped, so that it can't be taken for another placeholder.
        let path = zip(kind.placeholders, values).reduce(template) { path, pair in
            path.replacing(pair.0, with: PageEscaping.path(pair.1))
        }
        return "\(webURL)/\(path)"
    }
}
