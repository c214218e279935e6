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
    /// What the event is about, where that is known without reading it.
    package var head: EventHead?
    /// How often it was tried.
    var attemptCount: Int
    /// Since when it waits.
    var waitingSince: Date
}

extension QueuedDelivery {
    /// One that was stored at a time, of which nothing was tried.
    init(_ delivery: NewDelivery, id: String, sequence: Int, time: Date) {
        // As it is read again.
        let time = Date(milliseconds: time.milliseconds)
        self.init(
            sequence: sequence, id: id, projectID: delivery.projectID, projectPath: delivery.projectPath,
            remoteSourceID: delivery.remoteSourceID, receivedTime: time, recovered: delivery.recovered,
            event: delivery.event, head: delivery.head, attemptCount: 0, waitingSince: time)
    }
}

/// What has to be known of an event to send it on.
package struct EventHead: Sendable, Hashable {
    /// The word for its kind.
    package var kind: String
    /// The full ref that it is about.
    package var ref: String?

    package init(kind: String, ref: String?) {
        self.kind = kind
        self.ref = ref
    }
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
