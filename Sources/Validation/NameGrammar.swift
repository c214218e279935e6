/// The grammar of the names of users, organizations, projects, remote sources and so on.
///
/// 1–40 ASCII letters, digits and single hyphens between them. A name of one character is a letter or a digit; a
/// longer one starts with a letter. What could be read as a UUID is no name, since references take either.
package enum NameGrammar {
    package static let maxLength = 40
    /// The grammar but for lengths and UUIDs, as a regular expression.
    package static let pattern = "^([0-9]|[A-Za-z](-?[A-Za-z0-9])*)$"

    /// Returns the violation that `name` is, or nil when it is a name.
    package static func violation(of name: String, at path: FieldPath) -> Violation? {
        if name.isEmpty {
            return Violation(path, .required, "a name is needed")
        }
        let bytes = name.utf8
        if bytes.count > maxLength {
            return Violation(path, .tooLong, "a name has at most \(maxLength) characters, this one has \(name.count)")
        }
        if !isWellFormed(bytes) {
            return Violation(
                path, .invalidName,
                "a name starts with a letter and has only letters, digits and single hyphens between them")
        }
        if UUIDGrammar.matches(name) {
            return Violation(path, .invalidName, "a name must not look like a UUID")
        }
        return nil
    }

    private static func isWellFormed(_ bytes: String.UTF8View) -> Bool {
        guard let first = bytes.first, isLetter(first) || (bytes.count == 1 && isDigit(first)) else { return false }
        var previousIsHyphen = false
        for byte in bytes {
            if byte == UInt8(ascii: "-") {
                if previousIsHyphen { return false }
                previousIsHyphen = true
            } else if isLetter(byte) || isDigit(byte) {
                previousIsHyphen = false
            } else {
                return false
            }
        }
        return !previousIsHyphen
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
