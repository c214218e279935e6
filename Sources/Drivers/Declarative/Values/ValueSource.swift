import Validation

/// Where a value of an answer or a delivery comes from.
enum ValueSource: Sendable, Hashable {
    /// What is at the path, without this ending if it has it.
    case path(JSONPath, removingSuffix: String?)
    /// What is at the path, unless it is this word, with which the forge says that there is nothing.
    case unless(JSONPath, String)
    /// Texts with what is at paths between them.
    case composed([ComposedPart])
    case constant(Bool)
    /// Whether what is at the path is this, or is not.
    case isEqual(JSONPath, to: String, negated: Bool)
    /// Whether there is anything at the path.
    case isPresent(JSONPath)
    /// What an earlier request of the same operation took out of its answer.
    case taken(String)

    enum ComposedPart: Sendable, Hashable {
        case literal(String)
        case path(JSONPath)
    }
}

/// One document that values are read from, and what was taken before.
struct AnswerScope: Sendable {
    var document: JSONDocument
    var taken: [String: TemplateValue] = [:]
}

extension ValueSource {
    /// What a part of a composed text has at the most, in bytes; without a bound, 16 of them could make much out of little.
    private static let maxPartBytes = 4096

    /// The value as a text; nil when it is missing or null.
    func text(in scope: AnswerScope) throws(AnswerMismatch) -> String? {
        switch self {
        case .path(let path, let suffix):
            guard let text = try Self.text(path, scope.document) else { return nil }
            return suffix.map { text.hasSuffix($0) ? String(text.dropLast($0.count)) : text } ?? text
        case .unless(let path, let word):
            let text = try Self.text(path, scope.document)
            return text == word ? nil : text
        case .composed(let parts):
            var composed = ""
            for part in parts {
                switch part {
                case .literal(let text): composed += text
                case .path(let path):
                    guard let text = try Self.text(path, scope.document) else { return nil }
                    guard text.utf8.count <= Self.maxPartBytes else {
                        throw AnswerMismatch("a short text", at: path.text)
                    }
                    composed += text
                }
            }
            return composed
        case .taken(let name):
            guard case .text(let text)? = scope.taken[name] else { return nil }
            return text
        case .constant, .isEqual, .isPresent:
            return try flag(in: scope).map { $0 ? "true" : "false" }
        }
    }

    /// The value as a truth value; nil when it is missing or null.
    func flag(in scope: AnswerScope) throws(AnswerMismatch) -> Bool? {
        switch self {
        case .constant(let flag): return flag
        case .isEqual(let path, let expected, let negated):
            return (try Self.text(path, scope.document) == expected) != negated
        case .isPresent(let path): return try path.value(in: scope.document) != nil
        case .path(let path, _):
            guard let value = try path.value(in: scope.document) else { return nil }
            guard case .bool(let flag) = value else { throw AnswerMismatch("true or false", at: path.text) }
            return flag
        case .composed, .taken, .unless: return nil
        }
    }

    private static func text(_ path: JSONPath, _ document: JSONDocument) throws(AnswerMismatch) -> String? {
        guard let value = try path.value(in: document) else { return nil }
        guard let text = value.scalarText else { throw AnswerMismatch("a text or a whole number", at: path.text) }
        return text
    }
}
