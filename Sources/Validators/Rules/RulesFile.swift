package import StrictYAML
import Validation

/// Reads a rules file: `version: 1`, and a list of `rules`.
package struct RulesFile {
    static let maxRules = 1000
    let kinds: [ValidatedKind]

    /// - Parameter kinds: The kinds of objects that there are.
    package init(kinds: [ValidatedKind]) {
        self.kinds = kinds
    }

    /// - Parameters:
    ///   - bytes: The file's content.
    ///   - file: Its name, for problems.
    ///   - name: The validator's name.
    ///   - scope: What the validator is limited to as a whole.
    /// - Throws: `YAMLProblems` with everything that is wrong.
    package func read(
        _ bytes: [UInt8], file: String, name: String, scope: ValidatorScope = .everything
    ) throws(YAMLProblems) -> RulesValidator {
        let document = try YAMLDocument.parse(bytes, file: file)
        _ = document.root.integer("version", in: 1...1)
        if !document.root.has("rules") { document.root.problem(at: "rules", .required, "a list of rules is needed") }
        let rules = document.root.list("rules", rule)
        if rules.count > Self.maxRules {
            document.root.problem(at: "rules", .tooLong, "a file has at most \(Self.maxRules) rules")
        }
        try document.finish()
        return RulesValidator(name: name, scope: scope, rules: rules)
    }

    private func rule(_ entry: YAMLMap) -> Rule? {
        let scope = ScopeReader(kinds: kinds).read(entry)
        let field = field(entry, scope)
        let check = check(entry)
        let code = entry.optionalString("code")
        if let code, !ValidatorNames.isCode(code) {
            entry.problem(at: "code", .invalidName, "a code has 1 to 60 letters and digits")
        }
        let message = entry.optionalString("message")
        if let message, message.isEmpty || message.utf8.count > ValidatorNames.maxMessageBytes {
            entry.problem(at: "message", .tooLong, "a message has 1 to \(ValidatorNames.maxMessageBytes) bytes")
        }
        guard let field, let check else { return nil }
        return Rule(scope: scope, field: field, check: check, code: code ?? check.name, message: message)
    }

    private func field(_ entry: YAMLMap, _ scope: ValidatorScope) -> FieldSelector? {
        let text = entry.string("field")
        guard !text.isEmpty else { return nil }
        guard let field = FieldSelector(text) else {
            entry.problem(at: "field", .invalidName, "a field is keys with dots between, and [] behind a list")
            return nil
        }
        for kind in kinds where scope.kinds?.contains(kind.name) ?? false {
            guard !kind.fields.contains(field.root) else { continue }
            let known = kind.fields.sorted().joined(separator: ", ")
            entry.problem(at: "field", "unknownField", "a \(kind.name) has no field \(field.root); it has \(known)")
        }
        return field
    }

    private static let checks = ["pattern", "range", "oneOf", "required", "forbidden"]

    private func check(_ entry: YAMLMap) -> RuleCheck? {
        let given = Self.checks.filter(entry.has)
        guard let check = given.first else {
            entry.problem(.required, "a rule needs one of \(Self.checks.joined(separator: ", "))")
            return nil
        }
        for other in given.dropFirst() {
            entry.problem(at: other, .notSupported, "a rule has one check, this one has \(check) already")
        }
        switch check {
        case "pattern": return pattern(entry)
        case "range": return range(entry)
        case "oneOf": return oneOf(entry)
        default:
            if entry.optionalBool(check) == false {
                entry.problem(at: check, .outOfRange, "this is true, or left out")
            }
            return check == "required" ? .required : .forbidden
        }
    }

    private func pattern(_ entry: YAMLMap) -> RuleCheck? {
        let source = entry.string("pattern")
        guard !source.isEmpty else { return nil }
        do throws(PatternProblem) {
            return .pattern(try Pattern(source))
        } catch {
            entry.problem(at: "pattern", "invalidPattern", "behind \(error.position) characters: \(error.reason)")
            return nil
        }
    }

    private func range(_ entry: YAMLMap) -> RuleCheck? {
        guard let bounds = entry.optionalMap("range") else { return nil }
        let (min, max) = (bounds.optionalInteger("min"), bounds.optionalInteger("max"))
        if !bounds.has("min"), !bounds.has("max") { bounds.problem(.required, "min, max or both are needed") }
        if let min, let max, min > max {
            bounds.problem(at: "min", .outOfRange, "no number is at least \(min) and at most \(max)")
        }
        return .range(min: min, max: max)
    }

    private func oneOf(_ entry: YAMLMap) -> RuleCheck? {
        let allowed = entry.strings("oneOf")
        if allowed.isEmpty { entry.problem(at: "oneOf", .required, "at least one text is needed") }
        if allowed.count > 1000 { entry.problem(at: "oneOf", .tooLong, "there are at most 1,000") }
        if Set(allowed).count < allowed.count { entry.problem(at: "oneOf", .duplicateKey, "a text is here twice") }
        return .oneOf(allowed)
    }
}
