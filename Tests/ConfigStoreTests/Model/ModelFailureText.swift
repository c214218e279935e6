/// Everything that is needed to look into a failure.
extension ModelCheck.Failure {
    /// The same with the shortest part of the history that still can't be explained.
    var shortened: Self {
        guard case .unexplained(let verdict) = cause else { return self }
        var copy = self
        let shorter = HistoryShrinker.shrink(history, verdict, initial: ModelState())
        (copy.history, copy.cause) = (shorter.0, .unexplained(shorter.1))
        return copy
    }

    func text(_ store: StoreUnderTest) -> String {
        """
        \(store.name), \(plan.description): \(reason)
        The shortest history that was found, \(history.count) operations:
          \(history.map(\.line).joined(separator: "\n  "))
        Again: SALLYPORT_MODEL_SEED=\(plan.seed) SALLYPORT_MODEL_ROUNDS=1
        """
    }

    private var reason: String {
        switch cause {
        case .stored(let problems): return "at the end, \(problems)"
        case .unexplained(.explained): return "an order explains every answer"
        case .unexplained(.refuted(let stuck, _)):
            return "no order explains every answer; the longest is " + told(stuck)
        case .unexplained(.undecided(let stuck, let steps)):
            return "no order was found in \(steps) steps that explains every answer; as it was committed, it is "
                + told(stuck)
        }
    }

    private func told(_ stuck: LinearizabilityChecker<ModelState>.Stuck) -> String {
        let entry = history[stuck.entry]
        var lines = ["this order:"] + stuck.order.map { history[$0].line }
        lines.append("then there has to come")
        lines.append(entry.line)
        lines.append("where the model answers \(stuck.state.expected(entry.operation, answering: entry.answer))")
        return lines.joined(separator: "\n  ")
    }
}
