import PluginProcess
import Validation

/// What a process is asked about changes, and what it answers.
enum ValidateMessage {
    /// The most changes in one question.
    static let maxChanges = 500
    /// The most bytes of changes in one question; a message is larger by what is around them.
    static let maxBytes = 1_000_000

    /// Changes in as few questions as possible, each with what stands in it. Nil for one that fits in none.
    static func questions(about changes: [ProposedChange]) -> [(changes: [ProposedChange], parameters: String)]? {
        var questions: [(changes: [ProposedChange], parameters: String)] = []
        var (group, texts, count): ([ProposedChange], [String], Int) = ([], [], 0)
        func close() {
            if !group.isEmpty { questions.append((group, #"{"changes":[\#(texts.joined(separator: ","))]}"#)) }
            (group, texts, count) = ([], [], 0)
        }
        for change in changes {
            let text = change.json
            if text.utf8.count > maxBytes { return nil }
            if count + text.utf8.count > maxBytes || group.count == maxChanges { close() }
            group.append(change)
            texts.append(text)
            count += text.utf8.count + 1
        }
        close()
        return questions
    }

    /// The violations of an answer: each needs a code and a message.
    ///
    /// - Throws: `PluginFailure.badAnswer`.
    static func violations(
        in answer: JSONValue, about changes: [ProposedChange]
    ) throws(PluginFailure) -> [Violation] {
        guard let items = answer["violations"]?.list else { throw .badAnswer("there are no violations in it") }
        var violations: [Violation] = []
        for item in items.prefix(ValidatorSet.maxViolations) {
            let index = item["change"].map { $0.integer ?? -1 } ?? 0
            guard changes.indices.contains(index) else { throw .badAnswer("a violation of a change that isn't there") }
            guard let code = item["code"]?.string, ValidatorNames.isCode(code) else {
                throw .badAnswer("a violation's code has 1 to 60 letters and digits")
            }
            guard let message = item["message"]?.string, !message.isEmpty else {
                throw .badAnswer("a violation needs a message")
            }
            let field = item["field"]?.string ?? ""
            let violation = Violation(
                field.isEmpty ? .root : FieldPath(field.printable()), Violation.Code(code),
                message.printable(ValidatorNames.maxMessageBytes))
            violations.append(changes.count == 1 ? violation : violation.of(changes[index]))
        }
        return violations
    }
}
