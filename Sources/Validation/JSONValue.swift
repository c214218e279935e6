/// A JSON value of unknown shape.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A number, as it was written.
    case number(String)
    case string(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Reads JSON text (RFC 8259) of at most `maxDepth` levels; nil for anything else, a repeated key included.
    package init?(_ bytes: [UInt8], maxDepth: Int = 32) {
        let value: JSONValue? = bytes.withUnsafeBufferPointer { buffer in
            var reader = JSONReader(buffer, maxDepth: maxDepth)
            return reader.document()
        }
        guard let value else { return nil }
        self = value
    }

    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var integer: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text)
    }

    package var list: [JSONValue]? {
        guard case .list(let items) = self else { return nil }
        return items
    }

    /// The value as JSON, on one line.
    package var text: String {
        switch self {
        case .null: "null"
        case .bool(let isTrue): isTrue ? "true" : "false"
        case .number(let text): text
        case .string(let text): Self.quoted(text)
        case .list(let items): "[\(items.map(\.text).joined(separator: ","))]"
        case .object(let members):
            "{\(members.sorted { $0.key < $1.key }.map { "\(Self.quoted($0)):\($1.text)" }.joined(separator: ","))}"
        }
    }

    /// A text as JSON, on one line.
    package static func quoted(_ text: String) -> String {
        var quoted: [UInt8] = []
        quoted.reserveCapacity(text.utf8.count + 2)
        quoted.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
            case 0x00..<0x20, 0x7F:
                quoted += (byte < 0x10 ? "\\u000" : "\\u00").utf8
                quoted += String(byte, radix: 16).utf8
            default: quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }
}
