/// Which changes a validator, or a rule of one, looks at.
package struct ValidatorScope: Sendable, Hashable {
    /// Nil for every kind.
    package var kinds: Set<String>?
    package var operations: Set<ProposedChange.Operation>
    /// A path: only what is below it. Nil for everything.
    package var below: String?

    package init(
        kinds: Set<String>? = nil,
        operations: Set<ProposedChange.Operation> = Set(ProposedChange.Operation.allCases), below: String? = nil
    ) {
        self.kinds = kinds
        self.operations = operations
        self.below = below
    }

    package func contains(_ change: ProposedChange) -> Bool {
        if let kinds, !kinds.contains(change.kind) { return false }
        guard operations.contains(change.operation) else { return false }
        guard let below else { return true }
        let path = change.path.utf8
        // Strictly below: org/acme is not below org/acme, and org/acme2 is not either.
        return path.count > below.utf8.count + 1 && path.starts(with: below.utf8)
            && path[path.index(path.startIndex, offsetBy: below.utf8.count)] == UInt8(ascii: "/")
    }
}
