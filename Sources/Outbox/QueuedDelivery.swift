package import Foundation

/// A delivery that waits for a sink.
package struct QueuedDelivery: Sendable, Hashable {
    package var sequence: Int
    package var id: String
    package var projectID: String
    package var projectPath: String
    package var remoteSourceID: String
    package var receivedTime: Date
    package var recovered: Bool
    /// The neutral event as JSON.
    package var event: [UInt8]
    /// How often it was tried.
    var attemptCount: Int
    /// Since when it waits.
    var waitingSince: Date
}

/// What became of an attempt.
package enum AttemptOutcome: Sendable, Hashable {
    case delivered
    /// It is tried again, not before `after` when that is given.
    case retry(after: Duration?)
    /// It is parked at once.
    case refused
}

/// An attempt to give a queued delivery to a sink, to be written down.
package struct FinishedAttempt: Sendable, Hashable {
    package var delivery: QueuedDelivery
    package var attempt: DeliveryAttempt
    package var outcome: AttemptOutcome

    package init(delivery: QueuedDelivery, attempt: DeliveryAttempt, outcome: AttemptOutcome) {
        self.delivery = delivery
        self.attempt = attempt
        self.outcome = outcome
    }
}
