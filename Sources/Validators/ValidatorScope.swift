/// Which changes a validator, or a rule of one, looks at.
package struct ValidatorScope: Sendable, Hashable {
    /// Nil for every kind.
    package var kinds: Set<String>?
    package var operations: Set<ProposedChange.Operation>
    /// A path: only what is there or below it. Nil for everything.
    package var within: String?

    package init(
        kinds: Set<String>? = nil, operations: Set<ProposedChange.Operation> = ProposedChange.Operation.usual,
        within: String? = nil
    ) {
        self.kinds = kinds
        self.operations = operations
        self.within = within
    }

    /// Everything that happens.
    package static let everything = ValidatorScope(operations: ProposedChange.Operation.all)

    /// Whether it looks at what happens to objects of a kind, wherever they are.
    package func looks(at kind: String, _ operation: ProposedChange.Operation) -> Bool {
        kinds?.contains(kind) ?? true && operations.contains(operation)
    }

    /// Whether it looks at a change: where the object will be or where it was.
    package func contains(_ change: ProposedChange) -> Bool {
        looks(at: change.kind, change.operation)
            && (contains(path: change.path) || change.previousPath.map(contains) ?? false)
    }

    /// Whether what it demands is demanded of the object: where it will be.
    func applies(to change: ProposedChange) -> Bool {
        looks(at: change.kind, change.operation) && contains(path: change.path)
    }

    /// Whether anything at or below a path may be meant.
    package func mayContain(below path: String) -> Bool {
        contains(path: path) || within.map { Self.path($0, isWithin: path) } ?? false
    }

    private func contains(path: String) -> Bool {
        within.map { Self.path(path, isWithin: $0) } ?? true
    }

    /// `org/acme/a` is within `org/acme`, which is within itself; `org/acme2` is not.
    private static func path(_ path: String, isWithin place: String) -> Bool {
        let (path, place) = (path.utf8, place.utf8)
        guard path.starts(with: place) else { return false }
        return path.count == place.count
            || path[path.index(path.startIndex, offsetBy: place.count)] == UInt8(ascii: "/")
    }
}
