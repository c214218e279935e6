package import Foundation

/// A delivery as lists show it.
package struct Delivery: Sendable, Hashable {
    package var id: String
    package var projectID: String
    package var projectPath: String
    package var remoteSourceID: String
    package var forgeID: String
    package var receivedTime: Date
    package var verdict: DeliveryVerdict
    package var reason: String
    package var kind: String?
    package var state: DeliveryState
    package var recovered: Bool
    package var bodyByteCount: Int
    /// Its place in the order in which deliveries were stored.
    package var sequence: Int
}

/// A delivery with its event.
package struct KeptEvent: Sendable, Hashable {
    package var delivery: Delivery
    package var event: [UInt8]
}

/// A delivery with everything that is kept of it.
package struct DeliveryDetails: Sendable, Hashable {
    package var delivery: Delivery
    package var headers: [String: String]
    package var body: [UInt8]
    package var event: [UInt8]
    /// By the sinks' names.
    package var sinks: [SinkProgress]
}

/// How far a delivery is at one sink.
package struct SinkProgress: Sendable, Hashable {
    package var sink: String
    package var state: DeliveryState
    /// How often it was tried.
    package var attemptCount: Int
    /// The last attempts, oldest first.
    package var attempts: [DeliveryAttempt]
}

/// One attempt to give a delivery to a sink.
package struct DeliveryAttempt: Sendable, Hashable {
    /// When it began.
    package var time: Date
    package var durationMilliseconds: Int
    /// The status that came back; nil when nothing did.
    package var status: Int?
    /// Why it failed; nil when it did not.
    package var failure: String?

    package init(time: Date, durationMilliseconds: Int, status: Int?, failure: String?) {
        self.time = time
        self.durationMilliseconds = durationMilliseconds
        self.status = status
        self.failure = failure
    }
}

/// Which deliveries of a project a list has.
package struct DeliveryFilter: Sendable, Hashable {
    package var kind: String?
    package var verdict: DeliveryVerdict?
    package var state: DeliveryState?

    package init(kind: String? = nil, verdict: DeliveryVerdict? = nil, state: DeliveryState? = nil) {
        self.kind = kind
        self.verdict = verdict
        self.state = state
    }

    func accepts(_ delivery: Delivery) -> Bool {
        (kind == nil || delivery.kind == kind) && (verdict == nil || delivery.verdict == verdict)
            && (state == nil || delivery.state == state)
    }
}

/// A page of deliveries, the newest first.
package struct DeliveryPage: Sendable, Hashable {
    package var deliveries: [Delivery]
    /// Where the list goes on; nil at its end.
    package var next: Int?
}
