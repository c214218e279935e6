import Validation

/// What a forge answered or delivered.
typealias JSONDocument = Validation.JSONValue

extension JSONDocument {
    /// How deep a forge's JSON may be.
    static let maxDepth = 64

    /// A text, a whole number or a truth value in its usual spelling; nil for everything else.
    var scalarText: String? {
        switch self {
        case .string(let text): text
        case .number(let text): Int(text) == nil ? nil : text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .list, .object: nil
        }
    }
}
