/// Holds a history against the order in which a store says that it committed. Nothing is searched: a change has its place,
/// and whatever changed nothing is looked for among the few states that there were while it was under way.
///
/// The order is a hint and nothing more: it is held against real time, and every answer against the model. Where both
/// agree it is as good as any that a search finds, whoever named it; where they don't, there may still be another one.
struct CommitOrder<Model: SequentialModel> {
    typealias Entry = HistoryEntry<Model>
    typealias Verdict = LinearizabilityChecker<Model>.Verdict
    typealias Stuck = LinearizabilityChecker<Model>.Stuck

    /// Something that changed nothing, and how many changes came before it.
    private struct Placed {
        let index: Int
        let returned: Int
        let changes: Int
    }

    private let entries: [Entry]
    private let called: [Int]
    private let returned: [Int]
    private var changes: [Int] = []
    /// The state after so many changes.
    private var states: [Model]
    private var observations: [Placed] = []
    private var steps = 0

    private init(_ entries: [Entry], initial: Model) {
        self.entries = entries
        called = entries.map(\.called)
        returned = entries.map(\.returned)
        states = [initial]
    }

    /// - Parameter entries: In the order of their calls.
    /// - Returns: An order that explains the history, or where this one does not, which is `undecided`; nil when there is
    ///   no order to look at.
    static func verdict(on entries: [Entry], initial: Model) -> Verdict? {
        if entries.allSatisfy({ $0.commit == nil }) { return nil }
        var check = CommitOrder(entries, initial: initial)
        if let stuck = check.placeChanges() ?? check.placeObservations() {
            return .undecided(stuck, steps: check.steps)
        }
        return .explained(order: check.order, final: check.states[check.states.count - 1], steps: check.steps)
    }

    /// - Returns: The change that can't come where it was committed.
    private mutating func placeChanges() -> Stuck? {
        let committed = entries.indices.filter { isChange(entries[$0]) }
            .sorted { (entries[$0].commit ?? 0) < (entries[$1].commit ?? 0) }
        var latestCall = Int.min
        for index in committed {
            // Not when somebody before it asked only after this one was answered.
            if returned[index] >= latestCall, place(index) {
                latestCall = max(latestCall, called[index])
            } else if returned[index] != .max {
                // What never returned may not have happened.
                return Stuck(order: changes, state: states[states.count - 1], entry: index)
            }
        }
        return nil
    }

    /// Puts a change where it was committed, or as little earlier as its answer asks for: that may tell of something that
    /// has been changed between what it read and its commit, as long as the change itself does not rest on it.
    private mutating func place(_ index: Int) -> Bool {
        var position = changes.count
        while true {
            if let replayed = states(with: index, at: position) {
                changes.insert(index, at: position)
                states.replaceSubrange((position + 1)..., with: replayed)
                return true
            }
            guard position > 0, returned[changes[position - 1]] >= called[index] else { return false }
            position -= 1
        }
    }

    /// The states from a position on when one more change is put there; nil when that makes an answer wrong.
    private mutating func states(with index: Int, at position: Int) -> [Model]? {
        var replayed: [Model] = []
        var state = states[position]
        for change in [index] + changes[position...] {
            steps += 1
            guard let after = state.after(entries[change].operation, answering: entries[change].answer) else {
                return nil
            }
            replayed.append(after)
            state = after
        }
        return replayed
    }

    /// Gives each the first place that explains it: whoever was called later may be there too, or further on.
    ///
    /// - Returns: What no state explains that there was while it was under way.
    private mutating func placeObservations() -> Stuck? {
        for (index, entry) in entries.enumerated() where !isChange(entry) && entry.returned != .max {
            let window = window(of: index)
            guard let place = window.first(where: { explains(entry, after: $0) }) else {
                return Stuck(
                    order: Array(changes.prefix(window.upperBound)), state: states[window.upperBound], entry: index)
            }
            observations.append(Placed(index: index, returned: returned[index], changes: place))
        }
        return nil
    }

    private func isChange(_ entry: Entry) -> Bool {
        entry.commit != nil && !Model.isObservation(entry.operation, entry.answer)
    }

    /// How many changes may have come before something: all that were answered before it was called, none that was called
    /// after it was answered, and as many as before whatever was answered before it was called.
    private func window(of index: Int) -> ClosedRange<Int> {
        let (call, answer) = (called[index], returned[index])
        let answered = (changes.lastIndex { returned[$0] < call } ?? -1) + 1
        let seen = observations.lazy.filter { $0.returned < call }.map(\.changes).max() ?? 0
        let notCalled = changes.firstIndex { called[$0] > answer } ?? changes.count
        let first = max(answered, seen)
        return first...notCalled
    }

    private mutating func explains(_ entry: Entry, after count: Int) -> Bool {
        steps += 1
        guard let after = states[count].after(entry.operation, answering: entry.answer) else { return false }
        // What wrote nothing must have had nothing to write.
        return Model.isObservation(entry.operation, entry.answer) || after == states[count]
    }

    private var order: [Int] {
        let placed = Dictionary(grouping: observations, by: \.changes)
        return states.indices.flatMap { count in
            (count == 0 ? [] : [changes[count - 1]]) + (placed[count] ?? []).map(\.index)
        }
    }
}
