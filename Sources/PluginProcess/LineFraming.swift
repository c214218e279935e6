import NIOCore

/// Cuts what comes in into lines, none longer than a message may be.
struct LineFraming {
    /// The largest message, in bytes, without its line feed.
    let maxBytes: Int
    private var waiting: [UInt8] = []

    init(maxBytes: Int) {
        self.maxBytes = maxBytes
    }

    /// The lines that are complete now.
    ///
    /// - Throws: `PluginFailure.badAnswer` for a line that is too long.
    mutating func add(_ buffer: ByteBuffer) throws(PluginFailure) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = buffer.readableBytesView
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            waiting.append(contentsOf: rest[..<end])
            try check()
            lines.append(waiting)
            waiting = []
            rest = rest[rest.index(after: end)...]
        }
        waiting.append(contentsOf: rest)
        try check()
        return lines
    }

    private func check() throws(PluginFailure) {
        if waiting.count > maxBytes { throw .badAnswer("a message of more than \(maxBytes) bytes") }
    }
}
