import ConfigStoreAPI

@testable import ConfigStore

/// Runs a plan and holds what clients saw against the model, world by world.
struct ModelCheck: Sendable {
    let store: StoreUnderTest
    /// How many states of one world's history are looked at.
    var maxStates = 50_000

    /// What a run that can't be explained shows.
    struct Failure: Sendable {
        var plan: ModelPlan
        var world: Int
        var reason: String
        /// The shortest part of the history that still can't be explained; all of the world's when only what is stored is
        /// wrong.
        var history: [ModelRun.Entry]
    }

    struct Report: Sendable {
        var failure: Failure?
        var operations = 0
        var changes = 0
        /// Refusals because others were faster every time.
        var givenUp = 0
        var states = 0
    }

    func run(_ plan: ModelPlan) async throws -> Report {
        let outcome = try await ModelRun.run(plan, on: store)
        var report = Report(operations: outcome.entries.count)
        report.changes = outcome.entries.count { !ModelState.isObservation($0.operation, $0.answer) }
        report.givenUp = outcome.entries.count { entry in
            if case .refused(409, "changedMeanwhile", _) = entry.answer {
                entry.operation.ifRevision == nil
            } else {
                false
            }
        }
        let checker = LinearizabilityChecker(initial: ModelState(), maxStates: maxStates)
        for world in 0..<plan.worlds where report.failure == nil {
            let entries = outcome.entries.filter { $0.world == world }
            switch checker.check(entries) {
            case .explained(_, _, let states): report.states += states
            case .refuted(let stuck), .undecided(let stuck):
                let history = HistoryShrinker(checker).shrink(entries, stuck: stuck)
                report.failure = Failure(
                    plan: plan, world: world, reason: Self.reason(checker, history), history: history)
            }
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
            plan: plan, world: world, reason: "at the end, \(text)",
            history: outcome.entries.filter { $0.world == world })
    }

    private static func reason(_ checker: LinearizabilityChecker<ModelState>, _ history: [ModelRun.Entry]) -> String {
        switch checker.check(history) {
        case .explained: return "the history is explained"
        case .refuted(let stuck): return "no order explains every answer; " + told(stuck, history)
        case .undecided(let stuck):
            return "no order was found among \(stuck.states) states that explains every answer; " + told(stuck, history)
        }
    }

    private static func told(_ stuck: LinearizabilityChecker<ModelState>.Stuck, _ history: [ModelRun.Entry]) -> String {
        let entry = history[stuck.entry]
        let expected = stuck.state.expected(entry.operation, answering: entry.answer)
        var lines = ["the longest order is"] + stuck.order.map { history[$0].line }
        lines.append("then there has to come")
        lines.append(entry.line)
        lines.append("where the model answers \(expected)")
        return lines.joined(separator: "\n  ")
    }
}

extension ModelCheck.Failure {
    /// Everything that is needed to look into it.
    func text(_ store: StoreUnderTest) -> String {
        """
        \(store.name), \(plan.description): \(reason)
        The shortest history that was found, \(history.count) operations:
          \(history.map(\.line).joined(separator: "\n  "))
        Again: SALLYPORT_MODEL_SEED=\(plan.seed) SALLYPORT_MODEL_ROUNDS=1
        """
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
