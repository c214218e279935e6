package import RemoteSources

/// Makes the process of a driver fail, as processes do.
package protocol ProcessFailures: Sendable {
    /// Runs the driver while something is asked of it.
    ///
    /// - Parameters:
    ///   - patience: How long its process may take to answer, and to start.
    ///   - work: Asks, and says how it shall fail.
    /// - Throws: Why it can't be run, and what `work` throws.
    func running<Value: Sendable>(
        patience: Duration, _ work: @Sendable @escaping (FailingDriver) async throws -> Value
    ) async throws -> Value

    /// Why the driver is not loaded when its process fails so from the beginning; nil when it is.
    func refusal(of failure: ProcessFailure) async throws -> String?
}

/// A driver whose process fails when it is told to.
package struct FailingDriver: Sendable {
    package let driver: any SupervisedDriver
    /// How long its process may take.
    package let patience: Duration
    /// Makes its next answer this failure.
    package let fail: @Sendable (ProcessFailure) async throws -> Void
    /// Makes its next starts these failures, one after the other.
    package let failToStart: @Sendable ([ProcessFailure]) async throws -> Void
    /// How long it was left alone before each start.
    package let pauses: @Sendable () -> [Duration]

    package init(
        driver: any SupervisedDriver, patience: Duration,
        fail: @escaping @Sendable (ProcessFailure) async throws -> Void,
        failToStart: @escaping @Sendable ([ProcessFailure]) async throws -> Void,
        pauses: @escaping @Sendable () -> [Duration]
    ) {
        self.driver = driver
        self.patience = patience
        self.fail = fail
        self.failToStart = failToStart
        self.pauses = pauses
    }
}

/// What a process does to its host.
package enum ProcessFailure: String, Sendable, CaseIterable, CustomStringConvertible {
    // When it is asked.
    case dies, closesItsOutput, saysNonsense, answersWithoutResult, answersWhatNobodyAsked, saysTooMuch
    // The same, and nothing is heard of it.
    case hangs, closesItsInput
    // When it starts.
    case exitsAtStart, saysNonsenseAtStart, hasAnotherContract, neverStarts, startsSlowly

    static let heard: [ProcessFailure] = [
        .dies, .closesItsOutput, .saysNonsense, .answersWithoutResult, .answersWhatNobodyAsked, .saysTooMuch,
    ]
    static let silent: [ProcessFailure] = [.hangs, .closesItsInput]
    static let atStart: [ProcessFailure] = [.exitsAtStart, .saysNonsenseAtStart, .hasAnotherContract, .neverStarts]

    /// What it does, as the end of "a process that …".
    package var description: String {
        switch self {
        case .dies: "dies when it is asked"
        case .closesItsOutput: "closes its output"
        case .saysNonsense: "says nonsense"
        case .answersWithoutResult: "answers without a result"
        case .answersWhatNobodyAsked: "answers what nobody asked"
        case .saysTooMuch: "says more than a message may have"
        case .hangs: "hangs"
        case .closesItsInput: "closes its input"
        case .exitsAtStart: "exits when it starts"
        case .saysNonsenseAtStart: "says nonsense when it starts"
        case .hasAnotherContract: "is of another contract"
        case .neverStarts: "does not introduce itself"
        case .startsSlowly: "starts slowly"
        }
    }
}
