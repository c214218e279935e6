/// Why an operation at a forge failed.
public enum OperationError: Error, Sendable, Hashable {
    /// The driver understood the forge's answer as this.
    case driver(DriverError)
    /// The deadline passed.
    case timedOut
    /// The task was cancelled.
    case cancelled
    /// The forge's address may not be reached; the text names the setting.
    case addressRefused(String)
    /// No connection, or no complete answer.
    case unreachable(String)
    /// What came is larger than the limit, or no HTTP.
    case badAnswer(String)
    /// The driver broke its contract.
    case contractViolation(String)
}
