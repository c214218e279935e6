/// Finds the data in server-sent events: lines, wherever the pieces begin and end. Whatever else an event has is passed over.
struct EventLines {
    private static let maxLineBytes = 64 * 1024
    private static let mark = Array("data:".utf8)

    private var bytes: [UInt8] = []
    /// Where the next line begins.
    private var start = 0
    /// Up to where there is no end of it.
    private var searched = 0

    /// Whether a line has no end within what one may have.
    var isTooLong: Bool { bytes.count - start > Self.maxLineBytes }

    /// Only what `next` found no line in is still there.
    mutating func add(_ piece: [UInt8]) {
        bytes.removeFirst(start)
        (start, searched) = (0, bytes.count)
        bytes += piece
    }

    /// The data of the next line that has any; nil when more has to come first.
    mutating func next() -> [UInt8]? {
        while let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
            var line = bytes[start..<end]
            (start, searched) = (end + 1, end + 1)
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            guard line.starts(with: Self.mark) else { continue }
            line = line.dropFirst(Self.mark.count)
            return Array(line.first == UInt8(ascii: " ") ? line.dropFirst() : line)
        }
        searched = bytes.count
        return nil
    }
}
