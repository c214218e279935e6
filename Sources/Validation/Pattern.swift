/// What a text has to look like: a regular expression without anything that needs going back.
///
/// All ways to match are followed at the same time, so the work is the length of the text times the size of the pattern,
/// whatever both are. What can be written is what most dialects have in common; `PatternParser` has the list.
package struct Pattern: Sendable, Hashable {
    /// As it was written.
    package let source: String
    private let program: PatternProgram

    /// - Throws: `PatternProblem` with what is wrong, and where.
    package init(_ source: String) throws(PatternProblem) {
        self.source = source
        var parser = PatternParser(source)
        program = try PatternProgram(try parser.parse())
    }

    /// Whether the pattern covers the whole text.
    package func matches(_ text: String) -> Bool {
        var run = PatternRun(program)
        run.begin(atStart: true, atEnd: text.isEmpty)
        for (scalar, isLast) in Self.marks(text) {
            if run.isOver { return false }
            run.take(scalar, atEnd: isLast)
        }
        return run.hasMatched
    }

    /// Whether the pattern covers some part of the text. `^` and `$` stand for the text's beginning and end.
    package func isFound(in text: String) -> Bool {
        var run = PatternRun(program)
        run.begin(atStart: true, atEnd: text.isEmpty)
        for (scalar, isLast) in Self.marks(text) {
            if run.hasMatched { return true }
            run.take(scalar, atEnd: isLast)
            run.begin(atStart: false, atEnd: isLast)
        }
        return run.hasMatched
    }

    /// A text's characters, each with whether it is the last.
    private static func marks(_ text: String) -> some Sequence<(Unicode.Scalar, Bool)> {
        let scalars = text.unicodeScalars
        return scalars.indices.lazy.map { (scalars[$0], scalars.index(after: $0) == scalars.endIndex) }
    }
}

/// What is wrong with a pattern.
package struct PatternProblem: Error, Sendable, Hashable {
    /// Behind how many characters.
    package let position: Int
    package let reason: String

    init(_ position: Int, _ reason: String) {
        self.position = position
        self.reason = reason
    }
}
