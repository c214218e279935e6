/// What a scalar is in the core schema of YAML 1.2 (§10.3): `yes` and `on` are texts, `0o17` and `0x1F` are numbers.
enum YAMLScalar: Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case float
    case string(String)

    init(_ text: String, isPlain: Bool) {
        guard isPlain else {
            self = .string(text)
            return
        }
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        default: self = Self.number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> YAMLScalar? {
        if text.hasPrefix("0o") { return digits(text.dropFirst(2), radix: 8) }
        if text.hasPrefix("0x") { return digits(text.dropFirst(2), radix: 16) }
        let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        guard let first = unsigned.utf8.first else { return nil }
        if [".inf", ".Inf", ".INF"].contains(unsigned) || [".nan", ".NaN", ".NAN"].contains(text) { return .float }
        guard isDigit(first) || first == UInt8(ascii: ".") else { return nil }
        if unsigned.utf8.allSatisfy(isDigit) { return Int(text).map(YAMLScalar.integer) ?? .float }
        let allowed = unsigned.utf8.allSatisfy { isDigit($0) || Array(".eE+-".utf8).contains($0) }
        return allowed && Double(unsigned) != nil ? .float : nil
    }

    private static func digits(_ text: Substring, radix: Int) -> YAMLScalar? {
        guard text.first != "-", text.first != "+" else { return nil }
        return Int(text, radix: radix).map(YAMLScalar.integer)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
