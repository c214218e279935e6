import Validation

/// What a rule asks of a value. A value that is not there passes all but `required`.
enum RuleCheck: Sendable {
    case pattern(Pattern)
    case range(min: Int?, max: Int?)
    case oneOf([String])
    case required
    case forbidden

    /// The longest text that is looked at, in bytes: the work for one value is bounded.
    static let maxTextBytes = 4096

    var name: String {
        switch self {
        case .pattern: "pattern"
        case .range: "range"
        case .oneOf: "oneOf"
        case .required: "required"
        case .forbidden: "forbidden"
        }
    }

    /// What is wrong with a value; nil when nothing is.
    func problem(with value: JSONValue?) -> String? {
        let isThere = value.map(Self.isThere) ?? false
        switch self {
        case .required: return isThere ? nil : "this is needed"
        case .forbidden: return isThere ? "this is not allowed" : nil
        case .pattern, .range, .oneOf: break
        }
        guard isThere, let value else { return nil }
        guard let text = Self.text(value) else { return "this has to be one value" }
        guard text.utf8.count <= Self.maxTextBytes else { return "this has at most \(Self.maxTextBytes) bytes" }
        switch self {
        case .pattern(let pattern):
            return pattern.matches(text) ? nil : "this has to match \(pattern.source)"
        case .oneOf(let allowed):
            return allowed.contains(text) ? nil : "this has to be one of \(allowed.joined(separator: ", "))"
        case .range(let min, let max): return Self.rangeProblem(value, min: min, max: max)
        case .required, .forbidden: return nil
        }
    }

    private static func rangeProblem(_ value: JSONValue, min: Int?, max: Int?) -> String? {
        guard case .number(let text) = value, let number = Double(text) else { return "this has to be a number" }
        if let min, number < Double(min) { return "this is at least \(min)" }
        if let max, number > Double(max) { return "this is at most \(max)" }
        return nil
    }

    /// Nothing, null, an empty text and an empty list are not there.
    private static func isThere(_ value: JSONValue) -> Bool {
        switch value {
        case .null: false
        case .string(let text): !text.isEmpty
        case .list(let items): !items.isEmpty
        case .bool, .number, .object: true
        }
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text), .number(let text): text
        case .bool(let isTrue): isTrue ? "true" : "false"
        case .null, .list, .object: nil
        }
    }
}
