import RemoteSources

/// JSON as it is written: members in their order, names perhaps twice, numbers as their digits.
indirect enum JSONTree: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONTree])
    case object([Member])

    struct Member: Sendable, Hashable {
        var name: String
        var value: JSONTree
    }

    static func members(_ members: KeyValuePairs<String, JSONTree?>) -> JSONTree {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    static func text(_ text: String?) -> JSONTree? { text.map(JSONTree.string) }
    static func integer(_ number: Int?) -> JSONTree? { number.map { .number(String($0)) } }

    /// A member of an object; nil for what has none of this name.
    subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text of a text; nil for everything else.
    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The elements of a list; nil for everything else.
    var elements: [JSONTree]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object; nil for everything else.
    var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The document.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .number(let digits): bytes += digits.utf8
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

    /// Most texts need no escapes, and these documents are large.
    private static func write(_ text: String, to bytes: inout [UInt8]) {
        if text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
            bytes += JSONText.quoted(text).utf8
        } else {
            bytes.append(UInt8(ascii: "\""))
            bytes += text.utf8
            bytes.append(UInt8(ascii: "\""))
        }
    }
}
