/// What counts as a UUID in a reference: the canonical spelling, and for names also the spellings that other software
/// reads as one.
package enum UUIDGrammar {
    /// The spellings that a name could have too, as a regular expression.
    package static let namePattern = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$|^[0-9a-fA-F]{32}$"

    /// Whether `text` is 32 hexadecimal digits, with hyphens in the canonical places or none, in braces or not, after
    /// `urn:uuid:` or not.
    package static func matches(_ text: String) -> Bool {
        var bytes = Substring(text).utf8
        let prefix = "urn:uuid:"
        if bytes.count > prefix.utf8.count, text.prefix(prefix.count).lowercased() == prefix {
            bytes = bytes.dropFirst(prefix.utf8.count)
        } else if bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") {
            bytes = bytes.dropFirst().dropLast()
        }
        return isBare(bytes)
    }

    /// Whether `text` is the spelling that ids have here: 36 characters, hyphens in their places.
    package static func isCanonical(_ text: String) -> Bool {
        text.utf8.count == 36 && isBare(Substring(text).utf8)
    }

    private static func isBare(_ bytes: Substring.UTF8View) -> Bool {
        switch bytes.count {
        case 32:
            return bytes.allSatisfy(isHexDigit)
        case 36:
            for (position, byte) in bytes.enumerated() {
                let isHyphenPlace = position == 8 || position == 13 || position == 18 || position == 23
                guard isHyphenPlace ? byte == UInt8(ascii: "-") : isHexDigit(byte) else { return false }
            }
            return true
        default:
            return false
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
            || ((byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "f"))
    }
}
