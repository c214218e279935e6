import SQLiteAccess

/// Why the outbox does not do what was asked.
package enum OutboxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no room for more until something is delivered, or the disk has room again. Nothing was stored.
    case full
    /// There is no such delivery.
    case unknownDelivery
    /// The delivery waits for this sink already.
    case stillWaiting
    /// The delivery has no event, or no sink wants it.
    case nothingToSend
    /// The deadline passed, or the task was cancelled.
    case timedOut, cancelled
    /// The database failed. The text is for the log.
    case unavailable(String)
    /// The outbox can't be opened: the text says what to do.
    case unusable(String)
    /// It was closed.
    case closed

    init(_ error: SQLiteError) {
        switch error {
        case .timedOut: self = .timedOut
        case .cancelled: self = .cancelled
        case .full: self = .full
        case .unavailable(let text): self = .unavailable(text)
        case .unusable(let text): self = .unusable(text)
        case .closed: self = .closed
        }
    }

    init(_ error: any Error) {
        switch error {
        case let error as OutboxError: self = error
        case let error as SQLiteError: self.init(error)
        case is CancellationError: self = .cancelled
        default: self = .unavailable("\(error)")
        }
    }

    package var description: String {
        switch self {
        case .full: "the outbox is full"
        case .unknownDelivery: "there is no such delivery"
        case .stillWaiting: "the delivery waits already"
        case .nothingToSend: "the delivery has nothing that a sink wants"
        case .timedOut: "the deadline passed"
        case .cancelled: "the task was cancelled"
        case .unavailable(let reason): "the outbox failed: \(reason)"
        case .unusable(let text): text
        case .closed: "the outbox is closed"
        }
    }
}
