/// The values that make up one thing of the contract, by name.
protocol AnswerField: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// Whether the thing can't be without it.
    var isRequired: Bool { get }
    /// Whether it is true or false.
    var isFlag: Bool { get }
}

extension AnswerField {
    var isFlag: Bool { false }
}

/// Where the values of one thing come from.
struct AnswerMap<Field: AnswerField>: Sendable {
    /// What an id has at the most, in bytes.
    private static var maxIDBytes: Int { 255 }

    var sources: [Field: ValueSource]

    /// A text; nil when it is missing, null or empty.
    func text(_ field: Field, _ scope: AnswerScope) throws(AnswerMismatch) -> String? {
        guard let text = try sources[field]?.text(in: scope), !text.isEmpty else { return nil }
        return text
    }

    /// A text that has to be there, though perhaps empty.
    func needed(_ field: Field, _ scope: AnswerScope) throws(AnswerMismatch) -> String {
        guard let text = try sources[field]?.text(in: scope) else { throw AnswerMismatch("a text", at: field.rawValue) }
        return text
    }

    /// A text that has to be there and not be empty.
    func id(_ field: Field, _ scope: AnswerScope) throws(AnswerMismatch) -> String {
        guard let text = try text(field, scope), text.utf8.count <= Self.maxIDBytes else {
            throw AnswerMismatch("a text of 1 to \(Self.maxIDBytes) bytes", at: field.rawValue)
        }
        return text
    }

    /// A truth value; false when it is missing or null.
    func flag(_ field: Field, _ scope: AnswerScope) throws(AnswerMismatch) -> Bool {
        try sources[field]?.flag(in: scope) ?? false
    }

    /// A truth value that has to be there.
    func neededFlag(_ field: Field, _ scope: AnswerScope) throws(AnswerMismatch) -> Bool {
        guard let flag = try sources[field]?.flag(in: scope) else {
            throw AnswerMismatch("true or false", at: field.rawValue)
        }
        return flag
    }

    /// A whole number; nil when it is missing or null.
    func number(_ field: Field, _ scope: AnswerScope) throws(AnswerMismatch) -> Int? {
        guard let text = try sources[field]?.text(in: scope) else { return nil }
        guard let number = Int(text) else { throw AnswerMismatch("a whole number", at: field.rawValue) }
        return number
    }
}
