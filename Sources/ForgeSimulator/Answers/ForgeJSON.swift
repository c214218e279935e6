/// JSON whose members keep their order and whose nulls are written, as Gitea's answers do.
enum ForgeJSON: Sendable {
    case object([(name: String, value: ForgeJSON)])
    case array([ForgeJSON])
    case string(String)
    case int(Int64)
    case bool(Bool)
    case null

    static func strings(_ texts: [String]) -> ForgeJSON { .array(texts.map { .string($0) }) }
    static func orNull(_ text: String?) -> ForgeJSON { text.map { .string($0) } ?? .null }
    static func count(_ number: Int) -> ForgeJSON { .int(Int64(number)) }

    /// The object with one more member; anything else as it is.
    func adding(_ name: String, _ value: ForgeJSON) -> ForgeJSON {
        guard case .object(let members) = self else { return self }
        return .object(members + [(name, value)])
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .int(let value): bytes += String(value).utf8
        case .string(let text): Self.write(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += "\\\"".utf8
            case UInt8(ascii: "\\"): bytes += "\\\\".utf8
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            case 0..<32: bytes += ("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension ForgeJSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .int(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: ForgeJSON...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, ForgeJSON)...) {
        self = .object(elements.map { (name: $0.0, value: $0.1) })
    }
}
