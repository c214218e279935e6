/// Why a file can't be imported, and where.
package struct ExportProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1; nil when it is about the whole.
    package var line: Int?
    /// What is wrong, and what to do where that is known.
    package var text: String

    package init(line: Int?, _ text: String) {
        self.line = line
        self.text = text
    }

    package var description: String { line.map { "line \($0): \(text)" } ?? text }
}
