/// When the operation at hand has to be over, for drivers that wait for somebody else.
package enum OperationDeadline {
    @TaskLocal package static var current: ContinuousClock.Instant?
}

extension OperationError {
    /// A driver's error. One that was cut off while it waited can only call itself unavailable; here it is known why.
    static func cutOff(_ error: DriverError, deadline: ContinuousClock.Instant) -> OperationError {
        guard case .unavailable = error else { return .driver(error) }
        if Task.isCancelled { return .cancelled }
        return ContinuousClock.now >= deadline ? .timedOut : .driver(error)
    }
}
