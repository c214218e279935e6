/// A piece of an OpenAPI document, written with literals.
package enum DescriptionValue: Sendable, Hashable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([DescriptionValue])
    case object([String: DescriptionValue])
    case null
}

extension DescriptionValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension DescriptionValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: DescriptionValue...) { self = .list(elements) }

    package init(dictionaryLiteral elements: (String, DescriptionValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}

extension DescriptionValue: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .flag(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .object(let values): try container.encode(values)
        case .null: try container.encodeNil()
        }
    }
}
