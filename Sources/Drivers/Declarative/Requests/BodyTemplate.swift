import RemoteSources

/// A JSON document with placeholders.
indirect enum BodyTemplate: Sendable {
    case constant(JSONValue)
    case text(TextTemplate)
    case list([BodyTemplate])
    case object([(name: String, value: BodyTemplate)])

    /// The names of its placeholders.
    var names: [String] {
        switch self {
        case .constant: []
        case .text(let template): template.names
        case .list(let items): items.flatMap(\.names)
        case .object(let members): members.flatMap(\.value.names)
        }
    }

    /// The document; what has a placeholder without a value is left out.
    func json(_ values: TemplateValues) -> JSONValue? {
        switch self {
        case .constant(let value): return value
        case .text(let template):
            guard let name = template.lonePlaceholder else { return template.text(values).map { .string($0) } }
            switch values[name] {
            case .text(let text), .slashed(let text): return .string(text)
            case .flag(let flag): return .bool(flag)
            case .list(let texts): return .array(texts.map { .string($0) })
            case .secret(let slot): return .secret(slot)
            case nil: return nil
            }
        case .list(let items): return .array(items.compactMap { $0.json(values) })
        case .object(let members):
            return .object(members.compactMap { member in member.value.json(values).map { .init(member.name, $0) } })
        }
    }
}
