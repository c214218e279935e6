import StrictYAML

/// A text with placeholders.
struct TextTemplate: Sendable {
    let parts: [TemplateParts.Part]

    /// - Parameter placeholders: Those that there are here.
    init(_ text: String, _ placeholders: Placeholders) throws(ManifestMistake) {
        parts = try TemplateParts.of(text)
        for case .braced(let name) in parts {
            guard let kind = placeholders[name] else { throw Self.unknown(name, placeholders) }
            guard kind.isText || parts.count == 1 else {
                throw ManifestMistake(ManifestMistake.invalidTemplate, "{\(name)} has to stand alone, it is not a text")
            }
        }
    }

    static func unknown(_ name: String, _ placeholders: Placeholders) -> ManifestMistake {
        let hint: String
        if let near = NearestName.suggestion(for: name, among: placeholders.keys) {
            hint = "did you mean {\(near)}?"
        } else if placeholders.isEmpty {
            hint = "there are none here"
        } else {
            hint = "there are \(placeholders.keys.sorted().map { "{\($0)}" }.joined(separator: ", "))"
        }
        return ManifestMistake(
            ManifestMistake.unknownPlaceholder, "there is no placeholder {\(name.prefix(60))}; \(hint)")
    }

    /// The names of its placeholders.
    var names: [String] { parts.compactMap { if case .braced(let name) = $0 { name } else { nil } } }

    /// The placeholder that is all there is of it.
    var lonePlaceholder: String? { parts.count == 1 ? names.first : nil }

    /// The text; nil when a placeholder has nothing to say.
    func text(_ values: TemplateValues) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .braced(let name):
                switch values[name] {
                case .text(let value), .slashed(let value): text += value
                case .flag, .list, .secret, nil: return nil
                }
            }
        }
        return text
    }
}
