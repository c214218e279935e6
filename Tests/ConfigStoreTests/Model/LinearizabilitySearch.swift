/// Looks for an order of a history's operations.
///
/// This is the search of Wing and Gong with Lowe's memory of what was tried: a state together with the set of operations
/// that led to it is never looked at twice. Operations that changed nothing (reads, refusals) take part in no choice: each
/// is placed in the first state that explains it, which is never wrong, since it leaves the state as it is. Changes are
/// tried in the order in which they seem to have happened.
struct LinearizabilitySearch<Model: SequentialModel> {
    typealias Entry = HistoryEntry<Model>
    typealias Verdict = LinearizabilityChecker<Model>.Verdict
    typealias Stuck = LinearizabilityChecker<Model>.Stuck

    private struct Choice {
        var candidates: [Int]
        var next = 0
        /// What to go back to.
        let orderCount: Int
        let state: Model
        let first: First
    }

    private struct Visited: Hashable {
        let operations: UInt64
        let state: Int
    }

    /// Where those begin that are not done: nothing before these places is left.
    private struct First {
        var byCall = 0
        var byReturn = 0
    }

    private let entries: [Entry]
    private let isObservation: [Bool]
    private let called: [Int]
    private let returned: [Int]
    private let byReturn: [Int]
    private let marks: [UInt64]
    private let maxSteps: Int
    private var steps = 0
    private var state: Model
    private var isDone: [Bool]
    private var first = First()
    private var order: [Int] = []
    /// Stands for the set of operations that are done.
    private var doneMark: UInt64 = 0
    private var visited: Set<Visited> = []
    private var choices: [Choice] = []
    private var longest: Stuck?

    /// - Parameters:
    ///   - entries: In the order of their calls.
    ///   - maxSteps: How often the model is asked.
    static func verdict(on entries: [Entry], initial: Model, maxSteps: Int) -> Verdict {
        var search = LinearizabilitySearch(entries, initial: initial, maxSteps: maxSteps)
        return search.run()
    }

    private init(_ entries: [Entry], initial: Model, maxSteps: Int) {
        self.entries = entries
        self.maxSteps = maxSteps
        isObservation = entries.map { Model.isObservation($0.operation, $0.answer) }
        let returned = entries.map(\.returned)
        called = entries.map(\.called)
        self.returned = returned
        byReturn = returned.indices.filter { returned[$0] != .max }.sorted { returned[$0] < returned[$1] }
        var generator = SplitMix(seed: 1)
        marks = entries.map { _ in generator.next() }
        state = initial
        isDone = entries.map { _ in false }
    }

    private mutating func run() -> Verdict {
        while true {
            placeObservations()
            guard let needed = needed() else { return .explained(order: order, final: state, steps: steps) }
            let stuck = Stuck(order: order, state: state, entry: needed)
            let best = longest.map { $0.order.count >= order.count ? $0 : stuck } ?? stuck
            longest = best
            if visited.insert(Visited(operations: doneMark, state: state.hashValue)).inserted {
                choices.append(
                    Choice(candidates: candidates(), orderCount: order.count, state: state, first: first))
            }
            if !advance() { return .refuted(best, steps: steps) }
            if steps > maxSteps { return .undecided(best, steps: steps) }
        }
    }

    /// Tries the next change of the last choice that has one left.
    private mutating func advance() -> Bool {
        while var choice = choices.popLast() {
            goBack(to: choice)
            while choice.next < choice.candidates.count {
                let candidate = choice.candidates[choice.next]
                choice.next += 1
                guard let after = after(candidate) else { continue }
                choices.append(choice)
                state = after
                place(candidate)
                return true
            }
        }
        return false
    }

    private mutating func after(_ index: Int) -> Model? {
        steps += 1
        return state.after(entries[index].operation, answering: entries[index].answer)
    }

    private mutating func goBack(to choice: Choice) {
        for index in order[choice.orderCount...] {
            isDone[index] = false
            doneMark ^= marks[index]
        }
        order.removeSubrange(choice.orderCount...)
        state = choice.state
        first = choice.first
    }

    private mutating func place(_ index: Int) {
        isDone[index] = true
        doneMark ^= marks[index]
        order.append(index)
        while first.byCall < entries.count, isDone[first.byCall] { first.byCall += 1 }
        while first.byReturn < byReturn.count, isDone[byReturn[first.byReturn]] { first.byReturn += 1 }
    }

    /// Everything that is not done and may come next: it was called before anything that is not done returned.
    private func window() -> [Int] {
        let limit = needed().map { returned[$0] } ?? .max
        return entries.indices[first.byCall...].prefix { called[$0] <= limit }.filter { !isDone[$0] }
    }

    /// The operation that returned first of those that are not done.
    private func needed() -> Int? { first.byReturn < byReturn.count ? byReturn[first.byReturn] : nil }

    private mutating func placeObservations() {
        var tried: Set<Int> = []
        while true {
            let new = window().filter { isObservation[$0] && !tried.contains($0) }
            if new.isEmpty { return }
            tried.formUnion(new)
            for index in new where after(index) != nil { place(index) }
        }
    }

    private func candidates() -> [Int] {
        window().filter { !isObservation[$0] }.sorted { likely($0) < likely($1) }
    }

    /// When it seems to have happened.
    private func likely(_ index: Int) -> (Int, Int) { (entries[index].commit ?? .max, entries[index].returned) }
}
