import Validation

/// Everything that is wrong in YAML files, in the order of their lines. Never empty.
package struct YAMLProblems: Error, Sendable, Hashable, CustomStringConvertible {
    package let all: [YAMLProblem]

    package init(_ all: [YAMLProblem]) {
        var files: [String] = []
        for problem in all where !files.contains(problem.file) { files.append(problem.file) }
        self.all = files.flatMap { file in
            all.filter { $0.file == file }.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        }
    }

    /// A problem a line.
    package var description: String { all.map(\.description).joined(separator: "\n") }
}
