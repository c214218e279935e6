/// Where something starts in a file: line and column, both from 1, the column in characters.
package struct YAMLPosition: Sendable, Hashable, Comparable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The place behind a text, whose lines end with LF, CRLF or CR.
    init(behind text: Substring.UnicodeScalarView) {
        self = .start
        var previous: Unicode.Scalar?
        for scalar in text {
            if scalar == "\n" && previous == "\r" {
                // The CR has begun the line.
            } else if scalar == "\n" || scalar == "\r" {
                line += 1
                column = 1
            } else {
                column += 1
            }
            previous = scalar
        }
    }

    package static let start = YAMLPosition(line: 1, column: 1)

    package static func < (left: YAMLPosition, right: YAMLPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
