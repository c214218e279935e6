/// Everything that is wrong with a configuration: in its file, in the environment, in the flags.
struct ConfigurationProblems: Error, CustomStringConvertible {
    /// Such as `FILE:LINE:COLUMN: path: message` or `VARIABLE: message`.
    let lines: [String]

    var description: String { lines.joined(separator: "\n") }
}
