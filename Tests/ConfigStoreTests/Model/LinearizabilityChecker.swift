/// Looks for an order of a history's operations in which a sequential model gives every answer, and which respects real
/// time: what returned before something else was called comes before it.
///
/// This is the search of Wing and Gong with Lowe's memory of what was tried: a state together with the set of operations
/// that led to it is never looked at twice. Three things keep it short. Operations that changed nothing (reads, refusals)
/// take part in no choice: each is placed in the first state that explains it, which is never wrong, since it leaves the
/// state as it is. Changes are tried in the order in which they seem to have happened. And where somebody saw when each
/// operation used the store, an order within these shorter times is looked for first: one that is found is good for the
/// whole times too, and only when there is none does the search begin that decides.
struct LinearizabilityChecker<Model: SequentialModel> {
    typealias Entry = HistoryEntry<Model>

    let initial: Model
    /// How many states it looks at before it gives up.
    var maxStates = 50_000
    /// How many of them on the word of hints.
    private static var maxHintedStates: Int { 2_000 }

    /// How far the longest order came.
    struct Stuck: Sendable {
        var order: [Int]
        var state: Model
        /// The operation that had to come next and could not.
        var entry: Int
        var states: Int
    }

    enum Verdict: Sendable {
        /// An order, and the state at its end.
        case explained(order: [Int], final: Model, states: Int)
        /// There is no such order.
        case refuted(Stuck)
        /// None was found among as many states as may be looked at.
        case undecided(Stuck)
    }

    /// - Parameter entries: In the order of their calls. One that never returned (`.max`) may or may not have happened.
    func check(_ entries: [Entry]) -> Verdict {
        if entries.contains(where: { $0.hint != nil }) {
            var search = Search(
                entries: entries, times: entries.map { $0.hint ?? $0.called...$0.returned }, initial: initial,
                maxStates: Self.maxHintedStates)
            let verdict = search.run()
            if case .explained = verdict { return verdict }
        }
        var search = Search(
            entries: entries, times: entries.map { $0.called...$0.returned }, initial: initial, maxStates: maxStates)
        return search.run()
    }

    private struct Choice {
        var candidates: [Int]
        var next = 0
        /// What to go back to.
        let orderCount: Int
        let state: Model
    }

    private struct Visited: Hashable {
        let operations: UInt64
        let state: Int
    }

    private struct Search {
        let entries: [Entry]
        let isObservation: [Bool]
        let called: [Int]
        let returned: [Int]
        let byCall: [Int]
        let byReturn: [Int]
        /// When each seems to have happened.
        let likely: [Int]
        let marks: [UInt64]
        let maxStates: Int
        var state: Model
        var isDone: [Bool]
        var order: [Int] = []
        /// Stands for the set of operations that are done.
        var doneMark: UInt64 = 0
        var visited: Set<Visited> = []
        var choices: [Choice] = []
        var longest: Stuck

        init(entries: [Entry], times: [ClosedRange<Int>], initial: Model, maxStates: Int) {
            self.entries = entries
            self.maxStates = maxStates
            isObservation = entries.map { Model.isObservation($0.operation, $0.answer) }
            called = times.map(\.lowerBound)
            returned = times.map(\.upperBound)
            byCall = times.indices.sorted { times[$0].lowerBound < times[$1].lowerBound }
            byReturn = times.indices.filter { times[$0].upperBound != .max }
                .sorted { times[$0].upperBound < times[$1].upperBound }
            likely = entries.map { $0.hint?.lowerBound ?? $0.returned }
            var generator = SplitMix(seed: 1)
            marks = entries.map { _ in generator.next() }
            state = initial
            isDone = entries.map { _ in false }
            longest = Stuck(order: [], state: initial, entry: 0, states: 0)
        }

        mutating func run() -> Verdict {
            while true {
                placeObservations()
                guard let needed = needed() else {
                    return .explained(order: order, final: state, states: visited.count)
                }
                if order.count > longest.order.count || longest.states == 0 {
                    longest = Stuck(order: order, state: state, entry: needed, states: 1)
                }
                if visited.insert(Visited(operations: doneMark, state: state.hashValue)).inserted {
                    if visited.count > maxStates { return .undecided(stuck) }
                    choices.append(
                        Choice(candidates: candidates(), orderCount: order.count, state: state))
                }
                if !advance() { return .refuted(stuck) }
            }
        }

        private var stuck: Stuck {
            var stuck = longest
            stuck.states = visited.count
            return stuck
        }

        /// Tries the next change of the last choice that has one left.
        private mutating func advance() -> Bool {
            while var choice = choices.popLast() {
                goBack(to: choice)
                while choice.next < choice.candidates.count {
                    let candidate = choice.candidates[choice.next]
                    choice.next += 1
                    let entry = entries[candidate]
                    guard let after = state.after(entry.operation, answering: entry.answer) else { continue }
                    choices.append(choice)
                    state = after
                    place(candidate)
                    return true
                }
            }
            return false
        }

        private mutating func goBack(to choice: Choice) {
            for index in order[choice.orderCount...] {
                isDone[index] = false
                doneMark ^= marks[index]
            }
            order.removeSubrange(choice.orderCount...)
            state = choice.state
        }

        private mutating func place(_ index: Int) {
            isDone[index] = true
            doneMark ^= marks[index]
            order.append(index)
        }

        /// Everything that is not done and may come next: it was called before anything that is not done returned.
        private func window() -> [Int] {
            let limit = needed().map { returned[$0] } ?? .max
            var window: [Int] = []
            for position in 0..<byCall.count {
                let index = byCall[position]
                if called[index] > limit { break }
                if !isDone[index] { window.append(index) }
            }
            return window
        }

        /// The operation that returned first of those that are not done.
        private func needed() -> Int? { byReturn.first { !isDone[$0] } }

        private mutating func placeObservations() {
            var tried: Set<Int> = []
            while true {
                let new = window().filter { isObservation[$0] && !tried.contains($0) }
                if new.isEmpty { return }
                tried.formUnion(new)
                for index in new
                where state.after(entries[index].operation, answering: entries[index].answer) != nil { place(index) }
            }
        }

        private func candidates() -> [Int] {
            window().filter { !isObservation[$0] }.sorted { likely[$0] < likely[$1] }
        }
    }
}
