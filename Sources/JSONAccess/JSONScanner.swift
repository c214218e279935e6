/// Reads the grammar of RFC 8259 in one pass, without recursion, and makes a flat list of what is there.
///
/// Whether a string is UTF-8 is seen when it is read.
struct JSONScanner {
    /// Where something is that is no JSON.
    struct Fault: Error {
        let position: Int
    }

    /// How deep arrays and objects may be in each other.
    static let maxDepth = 512
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var nodes: [JSONNode] = []
    /// The arrays and objects that are open, the innermost last.
    private var open: [Int] = []
    private var position = 0

    static func nodes(of bytes: [UInt8]) throws(Fault) -> [JSONNode] {
        // Places are 32 bits wide; nothing that is read here has a hundredth of that.
        guard bytes.count < Int(UInt32.max) else { throw Fault(position: 0) }
        var scanner = JSONScanner()
        scanner.nodes.reserveCapacity(bytes.count / 12 + 8)
        if bytes.starts(with: byteOrderMark) { scanner.position = byteOrderMark.count }
        try scanner.scan(bytes.span)
        return scanner.nodes
    }

    private mutating func scan(_ bytes: Span<UInt8>) throws(Fault) {
        skipSpace(bytes)
        repeat {
            guard try value(bytes) else { continue }
            try end(bytes)
        } while !open.isEmpty
        guard position == bytes.count else { throw fault }
    }

    private var fault: Fault { Fault(position: position) }

    /// Reads a value, or the beginning of one that has others in it.
    ///
    /// - Returns: Whether the value is over.
    private mutating func value(_ bytes: Span<UInt8>) throws(Fault) -> Bool {
        guard position < bytes.count else { throw fault }
        switch bytes[position] {
        case UInt8(ascii: "\""): try string(bytes)
        case UInt8(ascii: "{"):
            try begin(.object)
            skipSpace(bytes)
            if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
                close()
            } else {
                try name(bytes)
                return false
            }
        case UInt8(ascii: "["):
            try begin(.array)
            skipSpace(bytes)
            guard position < bytes.count, bytes[position] == UInt8(ascii: "]") else { return false }
            close()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(bytes)
        case UInt8(ascii: "t"): try word("true", .yes, bytes)
        case UInt8(ascii: "f"): try word("false", .no, bytes)
        case UInt8(ascii: "n"): try word("null", .null, bytes)
        default: throw fault
        }
        return true
    }

    /// What is behind a value: the end of what it is in, as often as it comes, or a comma.
    private mutating func end(_ bytes: Span<UInt8>) throws(Fault) {
        skipSpace(bytes)
        while let container = open.last {
            guard position < bytes.count else { throw fault }
            let isObject = nodes[container].kind == .object
            switch bytes[position] {
            case UInt8(ascii: ","):
                position += 1
                skipSpace(bytes)
                if isObject { try name(bytes) }
                return
            case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
                close()
                skipSpace(bytes)
            default: throw fault
            }
        }
    }

    private mutating func begin(_ kind: JSONNode.Kind) throws(Fault) {
        guard open.count < Self.maxDepth else { throw fault }
        open.append(nodes.count)
        add(kind, from: position)
        position += 1
    }

    private mutating func close() {
        position += 1
        guard let container = open.popLast() else { return }
        nodes[container].end = UInt32(position)
        nodes[container].next = UInt32(nodes.count)
    }

    @inline(__always)
    private mutating func add(_ kind: JSONNode.Kind, from start: Int) {
        nodes.append(
            JSONNode(
                kind: kind, start: UInt32(start), end: UInt32(position), next: UInt32(nodes.count + 1)))
    }

    /// The name of a member, and the colon.
    private mutating func name(_ bytes: Span<UInt8>) throws(Fault) {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw fault }
        try string(bytes)
        skipSpace(bytes)
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { throw fault }
        position += 1
        skipSpace(bytes)
    }

    private mutating func string(_ bytes: Span<UInt8>) throws(Fault) {
        position += 1
        let start = position
        var isEscaped = false
        var place = position
        while true {
            place = JSONString.plain(bytes, from: place)
            guard place < bytes.count else { throw fault }
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") { break }
            guard byte >= 0x20 else { throw Fault(position: place) }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                place = try Self.escape(bytes, at: place + 1)
            } else {
                place += 1
            }
        }
        position = place
        add(isEscaped ? .escapedString : .string, from: start)
        position += 1
    }

    /// - Returns: The place behind what follows a backslash.
    private static func escape(_ bytes: Span<UInt8>, at place: Int) throws(Fault) -> Int {
        guard place < bytes.count else { throw Fault(position: place) }
        switch bytes[place] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return place + 1
        case UInt8(ascii: "u"):
            guard place + 4 < bytes.count else { throw Fault(position: place) }
            for digit in place + 1...place + 4 where JSONString.hexadecimal(bytes[digit]) == nil {
                throw Fault(position: digit)
            }
            return place + 5
        default: throw Fault(position: place)
        }
    }

    private mutating func number(_ bytes: Span<UInt8>) throws(Fault) {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        try digits(bytes)
        // A zero is followed by no other digit.
        guard position == first + 1 || bytes[first] != UInt8(ascii: "0") else { throw fault }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try digits(bytes)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) {
                position += 1
            }
            try digits(bytes)
        }
        add(.number, from: start)
    }

    /// One digit or more.
    private mutating func digits(_ bytes: Span<UInt8>) throws(Fault) {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        guard position > start else { throw fault }
    }

    private mutating func word(_ word: StaticString, _ kind: JSONNode.Kind, _ bytes: Span<UInt8>) throws(Fault) {
        let start = position
        let count = word.utf8CodeUnitCount
        guard start + count <= bytes.count else { throw fault }
        for offset in 0..<count where bytes[start + offset] != word.utf8Start[offset] { throw fault }
        position += count
        add(kind, from: start)
    }

    @inline(__always)
    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}
