/// What a service does when nobody else is there: the yardstick for what it does when many are.
protocol SequentialModel: Hashable, Sendable {
    associatedtype Operation: Sendable
    associatedtype Answer: Sendable, Hashable, CustomStringConvertible

    /// Whether an answer says that the operation left everything as it was: a read, or a refusal.
    static func isObservation(_ operation: Operation, _ answer: Answer) -> Bool

    /// The state after an operation, if its answer is the one that the model gives; nil otherwise.
    func after(_ operation: Operation, answering answer: Answer) -> Self?

    /// What the model answers. Ids that the service chose are taken from `answer`.
    func expected(_ operation: Operation, answering answer: Answer) -> Answer
}

/// One operation as a client saw it.
struct HistoryEntry<Model: SequentialModel>: Sendable {
    var client: Int
    /// Which of the client's operations it was.
    var step: Int
    /// Which of several instances over the same data was asked.
    var instance: Int
    /// Operations of different worlds are about different objects.
    var world: Int
    var operation: Model.Operation
    var answer: Model.Answer
    /// Points on one clock that all clients share: whoever returned before another called came before it.
    var called: Int
    var returned: Int
    /// Where the store says that it put what this wrote, in the order of its commits.
    var commit: Int?

    var slot: ModelPlan.Slot { ModelPlan.Slot(world: world, client: client, step: step) }

    /// The entry as people read it: ids are cut to their ends.
    var line: String {
        let times = "[\(called) … \(returned == .max ? "?" : String(returned))]"
        let place = "client \(client)\(instance == 0 ? "" : " at instance \(instance)")"
        return "\(times) \(place): \(operation) → \(answer)".replacing(
            /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{6}([0-9a-f]{6})/
        ) { "#" + $0.output.1 }
    }
}
