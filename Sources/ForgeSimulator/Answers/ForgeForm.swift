/// Forms and queries (`application/x-www-form-urlencoded`).
enum ForgeForm {
    /// The items in their order; at most 100. A plus sign is a space, an escape that is none stays as it is.
    static func items(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: "&", maxSplits: 100).prefix(100).map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
        }
    }

    /// The items by name; the first of a name counts.
    static func fields(_ text: String) -> [String: String] {
        Dictionary(items(text).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let isPlain = (48...57).contains(byte) || (97...122).contains(byte | 0x20) || "-._~".utf8.contains(byte)
            encoded +=
                isPlain
                ? String(Unicode.Scalar(byte)) : (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }
        return encoded
    }

    private static func decoded(_ text: Substring) -> String {
        let spaced = String(text).replacing("+", with: " ")
        return decodedEscapes(spaced) ?? spaced
    }

    /// The text without its percent escapes; nil when one is none, or when they are no UTF-8.
    static func decodedEscapes(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-"),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
