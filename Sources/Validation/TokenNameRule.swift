/// The rule of the names of user tokens: free text of 1–100 characters, without white space at either end.
package enum TokenNameRule {
    /// The largest number of characters; a name may have four times as many bytes.
    package static let maxLength = 100

    /// Returns the violation that `name` is, or nil when it is a token's name.
    package static func violation(of name: String, at path: FieldPath) -> Violation? {
        if let violation = TextRule.violation(of: name, at: path, maxBytes: maxLength * 4) { return violation }
        if name.count > maxLength {
            return Violation(path, .tooLong, "a token's name has at most \(maxLength) characters")
        }
        if name.first?.isWhitespace == true || name.last?.isWhitespace == true {
            return Violation(path, "invalidCharacter", "a token's name must not start or end with white space")
        }
        return nil
    }
}
