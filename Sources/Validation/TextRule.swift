/// What free texts may be: bounded, without control characters.
package enum TextRule {
    /// Returns the violation that `text` is, or nil.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - path: Which value.
    ///   - maxBytes: The most bytes it may have.
    ///   - isRequired: Whether an empty one is a violation.
    package static func violation(
        of text: String, at path: FieldPath, maxBytes: Int, isRequired: Bool = true
    ) -> Violation? {
        if text.isEmpty {
            return isRequired ? Violation(path, .required, "this must not be empty") : nil
        }
        if text.utf8.count > maxBytes {
            return Violation(path, .tooLong, "this has at most \(maxBytes) bytes")
        }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return Violation(path, "invalidCharacter", "this must not have control characters")
        }
        return nil
    }

    /// The same as `TokenNameRule.violation(of:at:)`.
    package static func tokenNameViolation(of name: String, at path: FieldPath) -> Violation? {
        TokenNameRule.violation(of: name, at: path)
    }
}
