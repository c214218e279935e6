package import Foundation

/// Base64 with `-` and `_`, without padding (RFC 4648 §5).
package enum Base64URL {
    package static func encode(_ data: some Sequence<UInt8>) -> String {
        var text = ""
        for character in Data(data).base64EncodedString() {
            switch character {
            case "+": text.append("-")
            case "/": text.append("_")
            case "=": break
            default: text.append(character)
            }
        }
        return text
    }

    package static func decode(_ text: String) -> Data? {
        var standard = ""
        for character in text {
            switch character {
            case "-": standard.append("+")
            case "_": standard.append("/")
            case "+", "/", "=": return nil
            default: standard.append(character)
            }
        }
        standard += String(repeating: "=", count: (4 - standard.count % 4) % 4)
        return Data(base64Encoded: standard)
    }
}
