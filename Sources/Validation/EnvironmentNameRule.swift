/// The grammar of a variable's name: a name as everything else has one, or the name of an environment variable, which is
/// 1–100 ASCII letters, digits and underscores, and does not start with a digit.
package enum EnvironmentNameRule {
    package static let maxLength = 100
    /// The name of an environment variable as a regular expression, but for its length.
    package static let pattern = "^[A-Za-z_][A-Za-z0-9_]*$"

    /// Returns the violation that `name` is, or nil.
    package static func violation(of name: String, at path: FieldPath) -> Violation? {
        if isEnvironmentName(name) || NameGrammar.violation(of: name, at: path) == nil { return nil }
        if name.isEmpty { return Violation(path, .required, "a name is needed") }
        if name.utf8.count > maxLength {
            return Violation(path, .tooLong, "a variable's name has at most \(maxLength) characters")
        }
        return Violation(
            path, .invalidName,
            "a variable's name has letters, digits and underscores and does not start with a digit, or is a name of "
                + "letters, digits and single hyphens between them of at most \(NameGrammar.maxLength) characters")
    }

    private static func isEnvironmentName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (1...maxLength).contains(name.utf8.count) else { return false }
        return !isDigit(first) && name.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
