package import Validation

/// A validator that is a file of rules.
package struct RulesValidator: Validator {
    package let name: String
    package let scope: ValidatorScope
    /// Rules always know.
    package let allowsOnFailure = false
    let rules: [Rule]

    package var ruleCount: Int { rules.count }

    package func looks(at kind: String, _ operation: ProposedChange.Operation, below path: String) -> Bool {
        scope.looks(at: kind, operation) && scope.mayContain(below: path)
            && rules.contains { $0.scope.looks(at: kind, operation) && $0.scope.mayContain(below: path) }
    }

    init(name: String, scope: ValidatorScope, rules: [Rule]) {
        self.name = name
        self.scope = scope
        self.rules = rules
    }

    package func violations(
        in changes: [ProposedChange], deadline: ContinuousClock.Instant?
    ) async throws(ValidatorFailure) -> [Violation] {
        var found: [Violation] = []
        for (index, change) in changes.enumerated() {
            // What belongs to one transaction may be much; others want to get on too.
            if index % 100 == 99 {
                await Task.yield()
                if Task.isCancelled { throw .cancelled }
                if let deadline, deadline <= .now { throw .deadlinePassed }
            }
            guard scope.applies(to: change) else { continue }
            let rules = rules.filter { $0.scope.applies(to: change) }
            if rules.isEmpty { continue }
            guard let object = change.object else { continue }
            for violation in rules.lazy.flatMap({ $0.violations(in: object) }) {
                found.append(changes.count == 1 ? violation : violation.of(change))
            }
            if found.count >= ValidatorSet.maxViolations { break }
        }
        return found
    }
}

extension Violation {
    /// The violation with the object that it is about, where there are several.
    func of(_ change: ProposedChange) -> Violation {
        Violation(path, code, "\(change.kind) \(change.path): \(message)")
    }
}
