package import Validation

/// Looks at changes before they are committed, and says what is wrong with them. It can't alter them.
package protocol Validator: Sendable {
    /// What its violations are called after.
    var name: String { get }
    /// What it looks at.
    var scope: ValidatorScope { get }
    /// Whether changes go on without it when it can't be asked.
    var allowsOnFailure: Bool { get }

    /// Whether it looks at what happens to objects of a kind at or below a path.
    func looks(at kind: String, _ operation: ProposedChange.Operation, below path: String) -> Bool

    /// What is wrong with changes, all of which are in its scope.
    ///
    /// - Parameters:
    ///   - changes: The changes of one transaction.
    ///   - deadline: When the caller stops waiting.
    /// - Throws: `ValidatorFailure` when it can't tell.
    func violations(
        in changes: [ProposedChange], deadline: ContinuousClock.Instant?
    ) async throws(ValidatorFailure) -> [Violation]
}

extension Validator {
    package func looks(at kind: String, _ operation: ProposedChange.Operation, below path: String) -> Bool {
        scope.looks(at: kind, operation) && scope.mayContain(below: path)
    }
}

/// Why a validator could not tell.
package enum ValidatorFailure: Error, Sendable, Hashable {
    /// It does not answer. The reason is for the log.
    case unavailable(name: String, reason: String, retryAfterSeconds: Int)
    /// More is being asked than can be asked at a time. Nothing goes on without it for that.
    case busy(name: String)
    case deadlinePassed
    case cancelled
}
