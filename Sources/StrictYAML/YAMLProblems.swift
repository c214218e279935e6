import Validation

/// Everything that is wrong in YAML files, in the order of files and lines. Never empty.
package struct YAMLProblems: Error, Sendable, Hashable, CustomStringConvertible {
    package let all: [YAMLProblem]

    package init(_ all: [YAMLProblem]) {
        self.all = all.sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
    }

    /// A problem a line.
    package var description: String { all.map(\.description).joined(separator: "\n") }
}
