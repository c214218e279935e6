/// Says whether there is an order of a history's operations in which a sequential model gives every answer, and which
/// respects real time: what returned before something else was called comes before it.
///
/// Where the store says in which order it committed, that one is looked at first, which takes a few steps for each
/// operation. Only when it does not explain everything is another one searched, for so many steps and no more.
struct LinearizabilityChecker<Model: SequentialModel> {
    typealias Entry = HistoryEntry<Model>

    let initial: Model
    /// How often the search asks the model before it gives up.
    var maxSteps = 100_000

    /// How far an order came.
    struct Stuck: Sendable {
        var order: [Int]
        var state: Model
        /// The operation that had to come next and could not.
        var entry: Int
    }

    enum Verdict: Sendable {
        /// An order, and the state at its end.
        case explained(order: [Int], final: Model, steps: Int)
        /// There is no such order; the longest one came so far.
        case refuted(Stuck, steps: Int)
        /// None was found in so many steps, and the store's own is none.
        case undecided(Stuck, steps: Int)
    }

    /// - Parameter entries: In the order of their calls. One that never returned (`.max`) may or may not have happened.
    func check(_ entries: [Entry]) -> Verdict {
        let committed = CommitOrder.verdict(on: entries, initial: initial)
        if let committed, case .explained = committed { return committed }
        let searched = LinearizabilitySearch.verdict(on: entries, initial: initial, maxSteps: maxSteps)
        if case .undecided(_, let steps) = searched, case .undecided(let stuck, _) = committed {
            return .undecided(stuck, steps: steps)
        }
        return searched
    }
}
