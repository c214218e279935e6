import StrictYAML
import Validation

/// What errors mean.
extension ManifestReader {
    func errors() -> ErrorMap {
        guard let entry = root.optionalMap("errors") else { return ErrorMap() }
        let message = entry.has("message") ? path(entry, "message", isText: false) : nil
        let rules = entry.list("rules") { rule -> ErrorMap.Rule? in
            let status = rule.integer("status", in: 400...499)
            let words = rule.optionalString("words")
            if let words, words.isEmpty || words.utf8.count > Self.maxTextBytes {
                rule.problem(at: "words", .outOfRange, "this has 1 to \(Self.maxTextBytes) bytes")
            }
            return word(rule, "is", rule.string("is"), ErrorMap.Meaning.self).map {
                ErrorMap.Rule(status: status, words: words?.lowercased(), meaning: $0)
            }
        }
        if rules.count > ErrorMap.maxRules {
            entry.problem(at: "rules", .tooLong, "there are at most \(ErrorMap.maxRules)")
        }
        return ErrorMap(message: message, rules: rules)
    }
}
