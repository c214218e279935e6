import StrictYAML
import Validation

/// Reads `kinds`, `operations` and `within` of an entry.
struct ScopeReader {
    let kinds: [ValidatedKind]

    /// - Parameter operations: Those that are meant when the entry names none.
    func read(
        _ entry: YAMLMap, operations usual: Set<ProposedChange.Operation> = ProposedChange.Operation.usual
    ) -> ValidatorScope {
        var scope = ValidatorScope(operations: usual)
        scope.kinds = names(entry, "kinds", known: kinds.map(\.name)).map(Set.init)
        if let names = names(entry, "operations", known: ProposedChange.Operation.allCases.map(\.rawValue)) {
            scope.operations = Set(names.compactMap(ProposedChange.Operation.init))
        }
        scope.within = within(entry)
        if scope.within != nil {
            for kind in kinds where !kind.isInTree && scope.kinds?.contains(kind.name) ?? false {
                entry.problem(at: "within", "contradiction", "a \(kind.name) is never within anything")
            }
        }
        return scope
    }

    private func names(_ entry: YAMLMap, _ key: String, known: [String]) -> [String]? {
        guard let names = entry.optionalStrings(key) else { return nil }
        if names.isEmpty { entry.problem(at: key, .required, "at least one is needed; leave it out for all") }
        for name in names where !known.contains(name) {
            let there = known.joined(separator: ", ")
            entry.problem(at: key, .notSupported, "there is no \(name.prefix(60)); there are \(there)")
        }
        if Set(names).count < names.count { entry.problem(at: key, .duplicateKey, "one of them is here twice") }
        return names
    }

    private func within(_ entry: YAMLMap) -> String? {
        guard let path = entry.optionalString("within") else { return nil }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isPath =
            (2...64).contains(parts.count) && ["org", "user"].contains(parts[0])
            && parts.dropFirst().allSatisfy { NameGrammar.violation(of: $0, at: "within") == nil }
        if isPath { return path }
        entry.problem(at: "within", .invalidName, "a path starts with org/NAME or user/NAME, without a slash around it")
        return nil
    }
}
