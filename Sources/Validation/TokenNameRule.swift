/// The rule of the names of user tokens: free text of 1–100 characters, without white space at either end.
package enum TokenNameRule {
    /// The largest number of characters (Unicode scalars); a name may have four times as many bytes.
    package static let maxLength = 100
    /// The rule but for the length, as a regular expression.
    package static let pattern: String = {
        let space = "\\u0020\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
        let control = "\\u0000-\\u001f\\u007f-\\u009f"
        return "^[^\(control)\(space)]([^\(control)]*[^\(control)\(space)])?$"
    }()

    /// Returns the violation that `name` is, or nil when it is a token's name.
    package static func violation(of name: String, at path: FieldPath) -> Violation? {
        if let violation = TextRule.violation(of: name, at: path, maxBytes: maxLength * 4) { return violation }
        if name.unicodeScalars.count > maxLength {
            return Violation(path, .tooLong, "a token's name has at most \(maxLength) characters")
        }
        if name.first?.isWhitespace == true || name.last?.isWhitespace == true {
            return Violation(path, "invalidCharacter", "a token's name must not start or end with white space")
        }
        return nil
    }
}
