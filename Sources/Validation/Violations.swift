/// Collects every violation of a value instead of stopping at the first.
package struct Violations: Error, Sendable, Hashable {
    package private(set) var all: [Violation] = []

    package init() {}

    package init(_ all: [Violation]) {
        self.all = all
    }

    package var isEmpty: Bool { all.isEmpty }

    package mutating func add(_ path: FieldPath, _ code: Violation.Code, _ message: String) {
        all.append(Violation(path, code, message))
    }

    package mutating func add(_ violation: Violation?) {
        if let violation { all.append(violation) }
    }

    package mutating func add(contentsOf other: Violations) {
        all.append(contentsOf: other.all)
    }

    /// Throws what was collected, or does nothing.
    package func throwIfAny() throws(Violations) {
        if !isEmpty { throw self }
    }
}
