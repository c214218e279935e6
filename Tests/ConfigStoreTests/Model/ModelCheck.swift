import ConfigStoreAPI

@testable import ConfigStore

/// Runs a plan and holds what clients saw against the model, world by world.
struct ModelCheck: Sendable {
    let store: StoreUnderTest
    /// How often the model is asked in search of an order for one world's history.
    var maxSteps = 100_000

    /// What a run that can't be explained shows.
    struct Failure: Sendable {
        enum Cause: Sendable {
            case unexplained(LinearizabilityChecker<ModelState>.Verdict)
            /// What is stored at the end is wrong.
            case stored(String)
        }

        var plan: ModelPlan
        var world: Int
        /// What was seen in that world.
        var history: [ModelRun.Entry]
        var cause: Cause
    }

    struct Report: Sendable {
        var failure: Failure?
        /// Without those that look at everything at the end.
        var operations = 0
        var changes = 0
        /// Refusals because others were faster every time.
        var givenUp = 0
        /// How often the model was asked.
        var steps = 0
    }

    func run(_ plan: ModelPlan) async throws -> Report {
        let outcome = try await ModelRun.run(plan, on: store)
        var report = Report(operations: outcome.entries.count { $0.client < plan.clients })
        report.changes = outcome.entries.count { !ModelState.isObservation($0.operation, $0.answer) }
        report.givenUp = outcome.entries.count { entry in
            if case .refused(409, "changedMeanwhile", _) = entry.answer {
                entry.operation.ifRevision == nil
            } else {
                false
            }
        }
        let checker = LinearizabilityChecker(initial: ModelState(), maxSteps: maxSteps)
        for world in 0..<plan.worlds where report.failure == nil {
            let entries = outcome.entries.filter { $0.world == world }
            let verdict = checker.check(entries)
            report.steps += verdict.steps
            if case .explained = verdict { continue }
            report.failure = Failure(plan: plan, world: world, history: entries, cause: .unexplained(verdict))
        }
        if report.failure == nil, !outcome.problems.isEmpty {
            report.failure = Self.failure(plan, outcome)
        }
        return report
    }

    /// What is wrong with what is stored, with the history of a world that it is about.
    private static func failure(_ plan: ModelPlan, _ outcome: ModelRun.Outcome) -> Failure {
        let text = outcome.problems.joined(separator: "; ")
        let world = outcome.entries.first { $0.answer.newIDs.contains { text.contains($0) } }?.world ?? 0
        return Failure(
            plan: plan, world: world, history: outcome.entries.filter { $0.world == world }, cause: .stored(text))
    }
}

extension ModelOperation {
    /// The revision without which the operation asks to be refused.
    fileprivate var ifRevision: Int? {
        switch self {
        case .updateAccount(_, _, _, _, let revision): revision
        case .leaseAccount(_, _, _, let revision): revision
        default: nil
        }
    }
}
