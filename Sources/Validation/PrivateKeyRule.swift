/// The rule of private keys: one PEM block. Whether it is a key that opens anything only git can tell.
package enum PrivateKeyRule {
    /// The largest length in bytes.
    package static let maxBytes = 16 * 1024

    /// Returns the violation that `text` is, or nil. The message never repeats the key.
    package static func violation(of text: String, at path: FieldPath) -> Violation? {
        if text.isEmpty { return Violation(path, .required, "a private key is needed") }
        if text.utf8.count > maxBytes {
            return Violation(path, .tooLong, "a private key has at most \(maxBytes) bytes")
        }
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
        guard lines.count >= 3, let first = lines.first, let last = lines.last, first.hasPrefix("-----BEGIN "),
            first.hasSuffix("PRIVATE KEY-----"), last == first.replacing("BEGIN", with: "END"),
            lines.dropFirst().dropLast().allSatisfy(isBody)
        else {
            return Violation(
                path, "invalidPrivateKey", "a private key in PEM is needed: -----BEGIN … PRIVATE KEY----- and so on")
        }
        return nil
    }

    private static func isBody(_ line: String) -> Bool {
        !line.isEmpty && line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !line.hasPrefix("-----")
    }
}
