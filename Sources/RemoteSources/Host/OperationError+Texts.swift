extension OperationError: CustomStringConvertible {
    /// The error in the drivers' closed set: without an answer that can be used, the forge is `unavailable`.
    public var driverError: DriverError {
        switch self {
        case .driver(let error): error
        case .timedOut: .unavailable("the forge took too long to answer")
        case .cancelled: .unavailable("the operation was cancelled")
        case .addressRefused(let message), .unreachable(let message), .badAnswer(let message),
            .contractViolation(let message):
            .unavailable(message)
        }
    }

    /// The error's stable word, the same in logs, metrics and the API.
    public var code: String {
        switch self {
        case .driver(let error): error.code
        case .timedOut: "timedOut"
        case .cancelled: "cancelled"
        case .addressRefused: "addressRefused"
        case .unreachable: "unreachable"
        case .badAnswer: "badAnswer"
        case .contractViolation: "contractViolation"
        }
    }

    /// One sentence for a person, without secrets.
    public var message: String { driverError.message }

    /// The code and the message.
    public var description: String { "\(code): \(message)" }
}
