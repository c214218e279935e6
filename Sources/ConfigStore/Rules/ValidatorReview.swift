import ServiceKit
import Validation
import Validators

/// Shows changes to the validators, and turns what they say into the same refusals that the built-in rules make.
struct ValidatorReview: ChangeReviewer {
    let validators: ValidatorSet
    private static let kinds = Set(ObjectKinds.all.map(\.name))

    func review(_ changes: [Change]) async throws {
        let proposed = changes.lazy.filter { Self.kinds.contains($0.kind.rawValue) }.map(Self.proposed)
        guard !validators.all.isEmpty, !proposed.isEmpty else { return }
        let violations: Violations
        do throws(ValidatorFailure) {
            violations = try await validators.violations(in: Array(proposed), deadline: RequestDeadline.current)
        } catch {
            throw Self.refusal(error)
        }
        if !violations.isEmpty { throw ServiceError(code: "validatorRefused", violations: violations) }
    }

    private static func proposed(_ change: Change) -> ProposedChange {
        // `ref` is where the object was; what matters is where it will be. Without that, moving something would be a
        // way around what holds at its new place.
        let path = change.after.flatMap { JSONValue($0)?["path"]?.string } ?? change.ref
        let operation =
            switch change.operation {
            case .create: ProposedChange.Operation.create
            case .update: ProposedChange.Operation.update
            case .move: ProposedChange.Operation.move
            case .delete: ProposedChange.Operation.delete
            }
        return ProposedChange(
            operation: operation, kind: change.kind.rawValue, id: change.id, path: path, before: change.before,
            after: change.after)
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
