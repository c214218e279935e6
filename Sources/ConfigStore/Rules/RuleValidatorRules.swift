import ServiceKit
import StrictYAML
import Validation
import Validators

/// What a stored validator has to be.
enum RuleValidatorRules {
    /// The most bytes of rules.
    static let maxBytes = 256 * 1024
    /// The most problems of rules that one answer has.
    private static let maxProblems = 100

    /// Checks name and rules.
    ///
    /// - Throws: `ServiceError` 400 `invalidValidator` with everything that is wrong; problems of the rules say where.
    static func check(_ record: RuleValidatorRecord) throws {
        var violations = Violations()
        violations.add(NameGrammar.violation(of: record.name, at: "name"))
        if record.rules.isEmpty {
            violations.add("rules", .required, "a file of rules is needed")
        } else if record.rules.utf8.count > maxBytes {
            violations.add("rules", .tooLong, "rules have at most \(maxBytes) bytes")
        } else {
            do throws(YAMLProblems) {
                _ = try compiled(record)
            } catch {
                for problem in error.all.prefix(maxProblems) {
                    let path = problem.violation.path.elements.isEmpty ? "" : "\(problem.violation.path): "
                    violations.add(
                        "rules", problem.violation.code,
                        "\(problem.line):\(problem.column): \(path)\(problem.violation.message)")
                }
            }
        }
        if !violations.isEmpty { throw ServiceError(code: "invalidValidator", violations: violations) }
    }

    static func compiled(_ record: RuleValidatorRecord) throws(YAMLProblems) -> RulesValidator {
        try RulesFile(kinds: ObjectKinds.all).read(Array(record.rules.utf8), file: record.name, name: record.name)
    }
}
