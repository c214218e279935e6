/// One request of the workload, as its client saw it.
struct ChaosEvent: Sendable {
    enum Operation: Sendable, Hashable {
        /// Gives a register a value that nobody else gives.
        case write(String, value: String)
        case read(String)
        /// Others try to create the same name.
        case create(String)
        case find(String)

        /// Whether an outcome says that something was written.
        func isAcknowledged(by outcome: Outcome) -> Bool {
            switch (self, outcome) {
            case (.write, .seen), (.create, .made): true
            default: false
            }
        }
    }

    enum Outcome: Sendable, Hashable {
        /// A register as it was answered: its value, and how often it has been written.
        case seen(revision: Int, value: String)
        case made(id: String)
        case found(id: String)
        case absent
        /// It was not done.
        case refused(String)
        /// It may have been done.
        case uncertain(String)
    }

    var instance: Int
    var operation: Operation
    var outcome: Outcome
    /// Points on one clock: whatever returned before another was called came before it.
    var called: Int
    var returned: Int
}
