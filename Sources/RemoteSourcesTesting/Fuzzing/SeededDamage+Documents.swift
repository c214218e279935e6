/// Damage that knows what JSON is.
extension SeededDamage {
    /// No damage makes a document longer than this, but for what was longer before.
    private static let maxBytes = 256 * 1024

    /// A damaged document: sometimes its bytes, mostly its structure.
    ///
    /// - Parameters:
    ///   - document: The document.
    ///   - others: Documents of the same kind, to splice with.
    mutating func mutated(_ document: [UInt8], with others: [[UInt8]]) -> [UInt8] {
        var bytes = document
        let isStructural = Int.random(in: 0..<10, using: &self) < 7
        if isStructural, var tree = JSONTree(parsing: bytes) {
            for _ in 0..<Int.random(in: 1...3, using: &self) { tree = mutated(tree) }
            let changed = tree.bytes
            if changed.count <= max(Self.maxBytes, bytes.count) { bytes = changed }
        }
        for _ in 0..<Int.random(in: isStructural ? 0...1 : 1...3, using: &self) {
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes = bytes.isEmpty ? [0] : applied(to: bytes)
            case 1: bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &self)))
            case 2: bytes = spliced(bytes, others.randomElement(using: &self) ?? bytes)
            default: bytes.insert(contentsOf: noise(), at: Int.random(in: 0...bytes.count, using: &self))
            }
        }
        return bytes
    }

    /// The beginning of one and the end of the other.
    private mutating func spliced(_ one: [UInt8], _ other: [UInt8]) -> [UInt8] {
        Array(one.prefix(Int.random(in: 0...one.count, using: &self)))
            + Array(other.suffix(Int.random(in: 0...other.count, using: &self)))
    }

    private mutating func noise() -> [UInt8] {
        let pieces: [[UInt8]] = [
            [0], [0xFF, 0xFE], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], Array("\"".utf8), Array("\\".utf8),
            Array(#"\ud800"#.utf8), Array("{".utf8), Array("[[[[".utf8), Array(",".utf8), Array("%".utf8),
            Array("%2".utf8), Array("%zz%00".utf8), Array("&payload=".utf8), Array("\r\n\r\n".utf8),
            Array(String(repeating: "[", count: 5000).utf8), Array(String(repeating: "9", count: 400).utf8),
        ]
        return pieces.randomElement(using: &self) ?? []
    }

    /// The document with one of its values replaced, removed, doubled or wrapped.
    private mutating func mutated(_ tree: JSONTree) -> JSONTree {
        var target = Int.random(in: 0..<tree.count, using: &self)
        let change = Int.random(in: 0..<5, using: &self)
        let other = extreme()
        let depth = Int.random(in: 1...150, using: &self)
        return tree.changing(&target) { value in
            switch change {
            case 0: other
            case 1: value.withDoubledMembers(other)
            case 2: value.wrapped(depth)
            case 3: value.withoutSome
            default: value.repeated(other)
            }
        }
    }

    private mutating func extreme() -> JSONTree {
        let numbers = [
            "0", "-0", "-1", "1e400", "-1e-400", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
            "18446744073709551616", "1.5", "0.1e1", "1E5", String(repeating: "9", count: 350),
        ]
        let texts = [
            "", " ", "0", String(repeating: "0", count: 40), String(repeating: "a", count: 40), "refs/heads/",
            "refs/tags/",
            "refs/heads/../x", "\u{0}", "ünï✓\u{202E}", "null", "https://evil.test/", "a/b/c", "../..",
            String(repeating: "x", count: 70_000), String(repeating: "[", count: 300), "[skip ci]", "merged",
        ]
        switch Int.random(in: 0..<6, using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .array([])
        case 3: return .object([])
        case 4: return .number(numbers.randomElement(using: &self) ?? "0")
        default: return .string(texts.randomElement(using: &self) ?? "")
        }
    }
}

extension JSONTree {
    /// How many values there are, this one among them.
    fileprivate var count: Int {
        switch self {
        case .array(let elements): elements.reduce(1) { $0 + $1.count }
        case .object(let members): members.reduce(1) { $0 + $1.value.count }
        default: 1
        }
    }

    /// The tree with the value changed that is `target` values on.
    fileprivate func changing(_ target: inout Int, _ change: (JSONTree) -> JSONTree) -> JSONTree {
        if target == 0 {
            target -= 1
            return change(self)
        }
        target -= 1
        guard target >= 0 else { return self }
        switch self {
        case .array(var elements):
            for index in elements.indices where target >= 0 {
                elements[index] = elements[index].changing(&target, change)
            }
            return .array(elements)
        case .object(var members):
            for index in members.indices where target >= 0 {
                members[index].value = members[index].value.changing(&target, change)
            }
            return .object(members)
        default: return self
        }
    }

    /// Every member twice, the second time with another value.
    fileprivate func withDoubledMembers(_ other: JSONTree) -> JSONTree {
        guard let members, !members.isEmpty else {
            return .object([Member(name: "id", value: self), Member(name: "id", value: other)])
        }
        return .object(members + members.map { Member(name: $0.name, value: other) })
    }

    fileprivate func wrapped(_ depth: Int) -> JSONTree {
        (0..<depth).reduce(self) { value, level in
            level.isMultiple(of: 2) ? .array([value]) : .object([Member(name: "a", value: value)])
        }
    }

    fileprivate var withoutSome: JSONTree {
        switch self {
        case .array(let elements): .array(Array(elements.dropFirst()))
        case .object(let members): .object(members.enumerated().filter { !$0.offset.isMultiple(of: 3) }.map(\.element))
        default: .null
        }
    }

    /// A list of this many times, or this between others.
    fileprivate func repeated(_ other: JSONTree) -> JSONTree {
        guard let elements, let first = elements.first, elements.count < 100 else {
            return .array([other, self, other])
        }
        return .array(Array(repeating: first, count: 300))
    }
}
