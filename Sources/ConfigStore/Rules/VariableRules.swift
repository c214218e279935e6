import ConfigStoreAPI
import ServiceKit
import Validation

/// The rules on variables as far as they need nothing else; every violation is collected.
enum VariableRules {
    static let maxValues = 20
    static let maxConditions = 100

    /// Checks a new variable, and returns its values.
    static func check(_ request: CreateVariableRequest) throws -> [VariableRecord.Value] {
        var violations = Violations()
        violations.add(EnvironmentNameRule.violation(of: request.name ?? "", at: "name"))
        let values = read(request.values ?? [], into: &violations)
        try refuse(violations)
        return values
    }

    /// Checks what a change brings, and returns the new values; nil to leave them.
    static func check(update request: UpdateVariableRequest) throws -> [VariableRecord.Value]? {
        var violations = Violations()
        if let name = request.name { violations.add(EnvironmentNameRule.violation(of: name, at: "name")) }
        let values = request.values.map { read($0, into: &violations) }
        try refuse(violations)
        return values
    }

    private static func read(
        _ values: [VariableValueRequest], into violations: inout Violations
    ) -> [VariableRecord.Value] {
        if values.isEmpty { violations.add("values", .required, "at least one value is needed") }
        if values.count > maxValues {
            violations.add("values", .tooLong, "a variable has at most \(maxValues) values")
            return []
        }
        if values.reduce(0, { $0 + ($1.when?.count ?? 0) }) > maxConditions {
            violations.add("values", .tooLong, "a variable has at most \(maxConditions) conditions")
            return []
        }
        return values.enumerated().map { index, value in
            let path = FieldPath("values").appending(index: index)
            violations.add(NameGrammar.violation(of: value.secretName ?? "", at: path.appending("secret_name")))
            if !SecretRules.isKey(value.secretVar ?? "") {
                violations.add(
                    path.appending("secret_var"), value.secretVar?.isEmpty == false ? .invalidName : .required,
                    "a key of the secret's data is needed")
            }
            if let when = value.when { check(when, at: path.appending("when"), into: &violations) }
            return .init(secretName: value.secretName ?? "", secretVar: value.secretVar ?? "", when: value.when)
        }
    }

    private static func check(_ when: When, at path: FieldPath, into violations: inout Violations) {
        // Compiled to hear what is wrong; a run that needs them compiles them again.
        _ = RefConditions(when, at: path, into: &violations)
        if [when.branch, when.tag, when.ref].allSatisfy({ $0?.include.isEmpty ?? true }) {
            violations.add(path, .required, "nothing is included, so this value would never be used")
        }
    }

    static func refuse(_ violations: Violations) throws {
        guard !violations.isEmpty else { return }
        let fields = Set(violations.all.map { $0.path.elements.first.map { FieldPath(elements: [$0]).description } })
        let code =
            switch fields {
            case ["name"]: "invalidVariableName"
            case ["values"]: "invalidVariableValues"
            default: "invalidVariable"
            }
        throw ServiceError(code: code, violations: violations)
    }
}

extension When {
    /// How many conditions it has.
    fileprivate var count: Int {
        [branch, tag, ref].reduce(0) { $0 + ($1.map { $0.include.count + $0.exclude.count } ?? 0) }
    }
}
