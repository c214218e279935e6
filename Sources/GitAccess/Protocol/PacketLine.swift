/// A packet of git's protocol (gitprotocol-common(5)).
enum PacketLine: Hashable {
    case data(ArraySlice<UInt8>)
    case flush
    case delimiter

    /// A text as a packet; git ends them with a line feed.
    static func encode(_ text: String) -> [UInt8] {
        let size = String(text.utf8.count + 5, radix: 16)
        return Array((String(repeating: "0", count: 4 - size.utf8.count) + size + text + "\n").utf8)
    }

    static let encodedFlush = Array("0000".utf8)
    static let encodedDelimiter = Array("0001".utf8)
}

/// Takes packets off bytes.
struct PacketReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The next packet; nil at the end.
    ///
    /// - Throws: `GitError.badAnswer`: no packet, or one that is cut off; what the server says when it refuses.
    mutating func next() throws(GitError) -> PacketLine? {
        if rest.isEmpty { return nil }
        guard let (packet, size) = try Self.first(of: rest) else { throw .badAnswer("it is cut off") }
        rest = rest.dropFirst(size)
        return packet
    }

    /// The first packet of bytes, and how many of them it takes; nil when more bytes are needed.
    static func first(of bytes: ArraySlice<UInt8>) throws(GitError) -> (PacketLine, size: Int)? {
        guard bytes.count >= 4 else { return nil }
        var size = 0
        for byte in bytes.prefix(4) {
            guard let digit = hexDigit(byte) else { throw .badAnswer("a packet has no length") }
            size = size * 16 + digit
        }
        switch size {
        case 0: return (.flush, 4)
        case 1: return (.delimiter, 4)
        case 4...65520:
            guard bytes.count >= size else { return nil }
            let payload = bytes.dropFirst(4).prefix(size - 4)
            if payload.starts(with: "ERR ".utf8) { throw refusal(payload.dropFirst(4)) }
            return (.data(payload), size)
        default: throw .badAnswer("a packet has an impossible length")
        }
    }

    /// What a server says when it refuses, in the words of git's own servers.
    static func refusal(_ bytes: ArraySlice<UInt8>) -> GitError {
        let text = String(decoding: bytes.prefix(200), as: UTF8.self)
        if text.contains("not our ref") { return .commitNotFound }
        if text.contains("not found") || text.contains("not exported") || text.contains("access denied") {
            return .repositoryNotFound
        }
        return .badAnswer("the server refuses")
    }

    private static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case 48...57: Int(byte) - 48
        case 97...102: Int(byte) - 87
        case 65...70: Int(byte) - 55
        default: nil
        }
    }
}

extension ArraySlice<UInt8> {
    /// A packet's text without the line feed at its end.
    var line: String {
        String(decoding: last == 10 ? dropLast() : self, as: UTF8.self)
    }
}
