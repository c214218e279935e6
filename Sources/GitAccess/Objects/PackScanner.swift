import CZlib

/// Goes through a pack before anything unpacks it, so that what is small on the wire and huge in memory is refused
/// (gitformat-pack(5)).
struct PackScanner {
    private let bytes: [UInt8]
    private let limits: GitLimits
    private var position = 0
    private var unpacked = 0

    /// - Throws: `GitError.tooLarge` or `badAnswer`; `timedOut` and `cancelled` of `patience`.
    static func check(_ bytes: [UInt8], limits: GitLimits, patience: Patience) throws(GitError) {
        var scanner = PackScanner(bytes: bytes, limits: limits)
        try scanner.run(patience)
    }

    private init(bytes: [UInt8], limits: GitLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    private mutating func run(_ patience: Patience) throws(GitError) {
        guard bytes.count >= 32, bytes.starts(with: "PACK".utf8) else { throw Self.broken }
        let version = number(at: 4)
        let count = number(at: 8)
        guard version == 2 || version == 3 else { throw Self.broken }
        guard count <= limits.objects else { throw .tooLarge("the number of objects") }
        position = 12
        for index in 0..<count {
            if index % 64 == 0 { try patience.check() }
            try object()
        }
        // What is left is the checksum.
        guard bytes.count - position == 20 else { throw Self.broken }
    }

    private mutating func object() throws(GitError) {
        let first = try byte()
        var size = Int(first & 15)
        var shift = 4
        var more = first & 0x80 != 0
        while more {
            let next = try byte()
            guard shift < 49 else { throw Self.broken }
            size |= Int(next & 0x7f) << shift
            shift += 7
            more = next & 0x80 != 0
        }
        let type = first >> 4 & 7
        switch type {
        case 1...4: break
        case 6: while try byte() & 0x80 != 0 {}
        case 7: position += 20
        default: throw Self.broken
        }
        try count(size)
        let start = try inflate(size)
        if type >= 6 { try count(try Self.deltaTarget(start)) }
    }

    private mutating func count(_ size: Int) throws(GitError) {
        guard size <= limits.objectBytes else { throw .tooLarge("an object") }
        unpacked += size
        guard unpacked <= limits.unpackedBytes else { throw .tooLarge("what is in the pack") }
    }

    /// Unpacks an object and throws it away.
    ///
    /// - Returns: Its first bytes.
    private mutating func inflate(_ size: Int) throws(GitError) -> [UInt8] {
        guard position <= bytes.count else { throw Self.broken }
        var stream = z_stream()
        guard sallyport_inflate_init(&stream) == Z_OK else { throw Self.broken }
        defer { inflateEnd(&stream) }
        var start: [UInt8] = []
        var total = 0
        let taken: Int? = bytes.withUnsafeBufferPointer { input in
            withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { output in
                // zlib only reads from it; its type does not say so.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.advanced(by: position))
                stream.avail_in = uInt(input.count - position)
                while true {
                    stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    stream.avail_out = uInt(output.count)
                    let result = CZlib.inflate(&stream, Z_NO_FLUSH)
                    let made = output.count - Int(stream.avail_out)
                    if start.count < 20 { start += output.prefix(min(made, 20)) }
                    total += made
                    if result == Z_STREAM_END { return input.count - position - Int(stream.avail_in) }
                    if result != Z_OK || total > size { return nil }
                }
            }
        }
        guard let taken, total == size else { throw Self.broken }
        position += taken
        return start
    }

    /// How large an object is that a delta makes.
    private static func deltaTarget(_ start: [UInt8]) throws(GitError) -> Int {
        var position = 0
        func size() throws(GitError) -> Int {
            var value = 0
            var shift = 0
            while true {
                guard position < start.count, shift < 56 else { throw broken }
                let next = start[position]
                position += 1
                value |= Int(next & 0x7f) << shift
                shift += 7
                if next & 0x80 == 0 { return value }
            }
        }
        _ = try size()
        return try size()
    }

    private mutating func byte() throws(GitError) -> UInt8 {
        guard position < bytes.count else { throw Self.broken }
        defer { position += 1 }
        return bytes[position]
    }

    private func number(at start: Int) -> Int {
        bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
    }

    private static var broken: GitError { .badAnswer("its pack is broken") }
}
