/// Makes a history that can't be explained shorter, without running anything again.
///
/// Only what proves something is done. What was called after the failure is dropped, and what returned after it may or
/// may not have happened. Reads and refusals are dropped one part after the other: they changed nothing, so whatever is
/// wrong with the rest was wrong with the whole. Changes stay, since others may rest on them; a shorter run drops those.
struct HistoryShrinker<Model: SequentialModel> {
    typealias Entry = HistoryEntry<Model>
    private let checker: LinearizabilityChecker<Model>
    /// A part that takes longer than this to decide counts as one that can't be explained.
    private static var maxStates: Int { 1_000 }

    init(_ checker: LinearizabilityChecker<Model>) {
        self.checker = LinearizabilityChecker(
            initial: checker.initial, maxStates: min(checker.maxStates, Self.maxStates))
    }

    func shrink(_ entries: [Entry], stuck: LinearizabilityChecker<Model>.Stuck) -> [Entry] {
        var history = entries
        let end = entries[stuck.entry].returned
        let cut = Self.cut(entries, at: end)
        if fails(cut) { history = cut }
        var size = max(1, history.count / 2)
        while true {
            var hasShrunk = false
            var start = 0
            while start < history.count {
                let part = start..<min(start + size, history.count)
                let shorter = history.enumerated().filter { index, entry in
                    !part.contains(index) || !Model.isObservation(entry.operation, entry.answer)
                }.map(\.element)
                if shorter.count < history.count, fails(shorter) {
                    history = shorter
                    hasShrunk = true
                } else {
                    start = part.upperBound
                }
            }
            if size == 1, !hasShrunk { return history }
            size = max(1, size / 2)
        }
    }

    private func fails(_ history: [Entry]) -> Bool {
        if case .explained = checker.check(history) { false } else { true }
    }

    private static func cut(_ entries: [Entry], at end: Int) -> [Entry] {
        entries.filter { $0.called <= end }.map { entry in
            var entry = entry
            if entry.returned > end { entry.returned = .max }
            return entry
        }
    }
}
