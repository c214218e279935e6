/// Cuts bytes into lines, however they come.
struct LineSplitter {
    /// Longer lines are refused; what is kept is no longer.
    static let maxLineBytes = 16 * 1024 * 1024
    private var rest: [UInt8] = []

    /// Whether bytes are left that no line end follows.
    var hasRest: Bool { !rest.isEmpty }

    /// Gives `line` every line that is complete now, without its end.
    ///
    /// - Returns: Whether all lines were short enough so far.
    mutating func take(_ bytes: [UInt8], line: (ArraySlice<UInt8>) throws(ExportProblem) -> Void) throws(ExportProblem)
        -> Bool
    {
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if rest.isEmpty {
                try line(bytes[start..<end])
            } else {
                rest += bytes[start..<end]
                let whole = rest
                rest = []
                try line(whole[...])
            }
            start = end + 1
        }
        rest += bytes[start...]
        return rest.count <= Self.maxLineBytes
    }
}
