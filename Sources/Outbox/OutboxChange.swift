import Foundation

/// Something to write.
enum OutboxChange: Sendable {
    case store(NewDelivery)
    /// What became of a project's deliveries at a sink, in order.
    case finish(sink: String, project: String, [FinishedAttempt])
    /// To a sink, or to all that the delivery had.
    case redeliver(id: String, project: String, sink: String?)
    /// Removes some of what nothing waits for and is older than this.
    case prune(before: Date)
    /// Parks some of what waits since before this for a sink that there is no more.
    case park(sink: String, before: Date)
}

/// What became of a change.
enum OutboxOutcome: Sendable {
    case stored(StoredDelivery)
    case done
    /// How many rows it was about: none, when there is nothing left to do.
    case changed(Int)
}

/// What a change means to a queue, once it is durable.
enum QueueChange: Sendable {
    case added(sink: String, QueuedDelivery)
    /// One that was there already.
    case addedAgain(sink: String, project: String, since: Date)
    case parked(sink: String, count: Int)
    case finished(sink: String, project: String, done: Int, head: Date?, failed: Bool, wait: Double)
}
