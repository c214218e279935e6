import Validation

/// One entry of a rules file: what has to hold of one field of some objects.
struct Rule: Sendable {
    var scope: ValidatorScope
    var field: FieldSelector
    var check: RuleCheck
    /// The violation's code; the check's own name unless the file says another.
    var code: String
    /// What is wrong and what would be right; the check's own words unless the file says others.
    var message: String?

    func violations(in object: JSONValue) -> [Violation] {
        field.values(in: object).compactMap { path, value in
            check.problem(with: value).map { Violation(path, Violation.Code(code), message ?? $0) }
        }
    }
}
