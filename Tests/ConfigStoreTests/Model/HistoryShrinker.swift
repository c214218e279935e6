/// Makes a history that can't be explained shorter, without running anything again.
///
/// Only what proves something is done. What was called after the failure is dropped, and what returned after it may or
/// may not have happened. Reads and refusals are dropped one part after the other: they changed nothing, so whatever is
/// wrong with the rest was wrong with the whole. Changes stay, since others may rest on them; a shorter run drops those.
struct HistoryShrinker<Model: SequentialModel> {
    typealias Entry = HistoryEntry<Model>
    typealias Verdict = LinearizabilityChecker<Model>.Verdict

    private let checker: LinearizabilityChecker<Model>
    /// How often the model is asked about one part, and about all of them.
    private static var maxStepsEach: Int { 20_000 }
    private static var maxSteps: Int { 100_000 }

    private var history: [Entry]
    private var verdict: Verdict
    private var steps = 0

    private init(_ history: [Entry], _ verdict: Verdict, initial: Model) {
        checker = LinearizabilityChecker(initial: initial, maxSteps: Self.maxStepsEach)
        self.history = history
        self.verdict = verdict
    }

    /// - Parameter verdict: What is known about the history: it is not explained.
    /// - Returns: The shortest part that was found, and what is known about that.
    static func shrink(_ history: [Entry], _ verdict: Verdict, initial: Model) -> ([Entry], Verdict) {
        var shrinker = HistoryShrinker(history, verdict, initial: initial)
        shrinker.run()
        return (shrinker.history, shrinker.verdict)
    }

    private mutating func run() {
        guard let stuck = verdict.stuck else { return }
        tryOne(Self.cut(history, at: history[stuck.entry].returned))
        var size = max(1, history.count / 2)
        while steps < Self.maxSteps {
            var hasShrunk = false
            var start = 0
            while start < history.count, steps < Self.maxSteps {
                let part = start..<min(start + size, history.count)
                let shorter = history.enumerated().filter { index, entry in
                    !part.contains(index) || !Model.isObservation(entry.operation, entry.answer)
                }.map(\.element)
                if shorter.count < history.count, tryOne(shorter) {
                    hasShrunk = true
                } else {
                    start = part.upperBound
                }
            }
            if size == 1, !hasShrunk { return }
            size = max(1, size / 2)
        }
    }

    /// Takes a shorter history if as much is known about it: what was refuted is not exchanged for what is undecided.
    @discardableResult
    private mutating func tryOne(_ shorter: [Entry]) -> Bool {
        let found = checker.check(shorter)
        steps += found.steps
        switch (verdict, found) {
        case (_, .refuted), (.undecided, .undecided):
            (history, verdict) = (shorter, found)
            return true
        default: return false
        }
    }

    private static func cut(_ entries: [Entry], at end: Int) -> [Entry] {
        entries.filter { $0.called <= end }.map { entry in
            var entry = entry
            if entry.returned > end { entry.returned = .max }
            return entry
        }
    }
}

extension LinearizabilityChecker.Verdict {
    /// How far an order came, where none explains everything.
    var stuck: LinearizabilityChecker<Model>.Stuck? {
        switch self {
        case .explained: nil
        case .refuted(let stuck, _), .undecided(let stuck, _): stuck
        }
    }

    var steps: Int {
        switch self {
        case .explained(_, _, let steps), .refuted(_, let steps), .undecided(_, let steps): steps
        }
    }
}
