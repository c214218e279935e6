/// What comes in.
extension Outbox {
    /// Keeps a delivery. Once this returns it is durable, whatever happens to this process.
    ///
    /// - Returns: Its id, which is the first one's when it came before.
    /// - Throws: `full` when there is no room.
    package func store(
        _ delivery: NewDelivery, deadline: ContinuousClock.Instant? = nil
    ) async throws(OutboxError) -> StoredDelivery {
        let outcome: OutboxOutcome
        do {
            outcome = try await commit(.store(delivery), deadline: deadline)
        } catch {
            if error == .full { instruments.countRefusal() }
            throw error
        }
        guard case .stored(let stored) = outcome else {
            throw .unavailable("the store gave another answer than was asked for")
        }
        instruments.count(delivery, stored)
        return stored
    }

    /// Puts a delivery into the queue again, before what came after it.
    ///
    /// - Parameters:
    ///   - id: The delivery.
    ///   - project: The project's id; the delivery of another one is unknown.
    ///   - sink: The sink; nil for all that have wanted it.
    /// - Throws: `unknownDelivery`, `stillWaiting`, `nothingToSend`.
    package func redeliver(_ id: String, of project: String, to sink: String?) async throws(OutboxError) {
        _ = try await commit(.redeliver(id: id, project: project, sink: sink))
    }
}
