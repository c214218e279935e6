package import Validation

/// One thing that is wrong in a YAML file, and where.
package struct YAMLProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as the person named it.
    package var file: String
    /// The line, from 1.
    package var line: Int
    /// The column in characters, from 1.
    package var column: Int
    /// What is wrong.
    package var violation: Violation

    package init(file: String, line: Int, column: Int, violation: Violation) {
        self.file = file
        self.line = line
        self.column = column
        self.violation = violation
    }

    /// `FILE:LINE:COLUMN: path: message`, without the path when it is the document itself. It is one line whatever the
    /// file holds.
    package var description: String {
        let path = violation.path.description
        let text = "\(file):\(line):\(column): \(path.isEmpty ? "" : path + ": ")\(violation.message)"
        return String(String.UnicodeScalarView(text.unicodeScalars.map { Self.isPrintable($0) ? $0 : "\u{FFFD}" }))
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
