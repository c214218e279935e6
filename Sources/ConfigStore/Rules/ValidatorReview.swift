import ServiceKit
import Validation
import Validators

/// Shows changes to the validators, and turns what they say into the same refusals that the built-in rules make.
struct ValidatorReview: ChangeReviewer {
    /// Those of the operator's.
    let installed: ValidatorSet
    let stored: StoredValidators
    var maxContents = ReviewedContents.maxCount

    func review(_ transaction: ActionTransaction) throws -> Review? {
        // A change of the validators themselves can't require that there are no others.
        guard transaction.changes.contains(where: ProposedChange.isShown) else { return nil }
        let validators = installed.adding(try stored.current(in: transaction))
        if validators.all.isEmpty { return nil }
        var proposed = transaction.changes.compactMap(ProposedChange.init)
        let contents = ReviewedContents(
            validators: validators, transaction: transaction, maxCount: maxContents)
        for change in transaction.changes {
            proposed += try contents.changes(along: change) + contents.members(along: change)
        }
        return { [proposed, validators] in try await Self.review(proposed, by: validators) }
    }

    private static func review(_ changes: [ProposedChange], by validators: ValidatorSet) async throws {
        let violations: Violations
        do throws(ValidatorFailure) {
            violations = try await validators.violations(in: changes, deadline: RequestDeadline.current)
        } catch {
            throw refusal(error)
        }
        if !violations.isEmpty { throw ServiceError(code: "validatorRefused", violations: violations) }
    }

    private static func refusal(_ failure: ValidatorFailure) -> any Error {
        switch failure {
        case .unavailable(let name, _, let seconds):
            ServiceError(
                .unavailable, code: "validatorUnavailable", "the validator \(name) can't be asked right now",
                retryAfterSeconds: seconds)
        case .busy(let name):
            ServiceError(
                .unavailable, code: "validatorUnavailable", "the validator \(name) is busy", retryAfterSeconds: 1)
        case .deadlinePassed: ServiceError(.timedOut, code: "timedOut", "the request took longer than it may")
        case .cancelled: CancellationError()
        }
    }
}
