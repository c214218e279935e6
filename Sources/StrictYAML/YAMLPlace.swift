package import Validation

/// Where a value is, for what turns out to be wrong with it after its file was read.
package struct YAMLPlace: Sendable, Hashable, CustomStringConvertible {
    package let file: String
    package let position: YAMLPosition
    package let path: FieldPath

    package init(file: String, position: YAMLPosition, path: FieldPath) {
        self.file = file
        self.position = position
        self.path = path
    }

    package func problem(_ code: Violation.Code, _ message: String) -> YAMLProblem {
        YAMLProblem(
            file: file, line: position.line, column: position.column, violation: Violation(path, code, message))
    }

    /// `FILE:LINE:COLUMN`.
    package var description: String { "\(file):\(position.line):\(position.column)" }
}
