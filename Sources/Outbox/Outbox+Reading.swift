package import Foundation
import SQLiteAccess

extension Outbox {
    /// How many rows a page looks at, at the most: with a filter it may have fewer deliveries than asked for, and go on.
    private static let maxRowsLookedAt = 1_000
    /// The most deliveries, and the most bytes of their events, that a worker has at once.
    private static let maxBatch = 32
    private static let maxBatchBytes = 1024 * 1024
    /// The most bytes of events that are read at once.
    private static let maxEventBytes = 16 * 1024 * 1024

    /// The first deliveries of a project that wait for a sink, in order.
    package func queued(_ project: String, for sink: String) async throws(OutboxError) -> [QueuedDelivery] {
        let recent = queues[sink]?.recent(project, count: Self.maxBatch) ?? []
        if !recent.isEmpty { return recent }
        return try await read { [content] connection in
            let heads = try connection.rows(
                of: OutboxSQL.waitingHeads, [.text(sink), .text(project), .integer(Self.maxBatch)]
            ) { (sequence: $0.integer(0), bytes: $0.integer(1)) }
            var deliveries: [QueuedDelivery] = []
            var bytes = 0
            for head in heads {
                bytes += head.bytes
                if !deliveries.isEmpty, bytes > Self.maxBatchBytes { break }
                // What waits is not removed, so its content stays where it is.
                let event = try content.event(of: head.sequence, connection) ?? []
                let found = try connection.first(.queued, [.integer(head.sequence), .text(sink)]) { row in
                    QueuedDelivery(
                        sequence: head.sequence, id: row.text(0), projectID: project, projectPath: row.text(1),
                        remoteSourceID: row.text(2), receivedTime: Date(milliseconds: row.integer(3)),
                        recovered: row.integer(4) == 1, event: event, attemptCount: row.integer(5),
                        waitingSince: Date(milliseconds: row.integer(6)))
                }
                if let found { deliveries.append(found) }
            }
            return deliveries
        }
    }

    /// A page of a project's deliveries, the newest first.
    ///
    /// - Parameters:
    ///   - project: The project's id.
    ///   - filter: Which of them.
    ///   - before: Where the page before ended; nil for the first.
    ///   - limit: The most deliveries.
    package func deliveries(
        of project: String, _ filter: DeliveryFilter = DeliveryFilter(), before: Int? = nil, limit: Int,
        deadline: ContinuousClock.Instant? = nil
    ) async throws(OutboxError) -> DeliveryPage {
        try await read(deadline: deadline) { connection in
            let rows = try connection.rows(
                of: OutboxSQL.page,
                [.text(project), .integer(before ?? Int.max), .integer(Self.maxRowsLookedAt)],
                Delivery.init(row:))
            let found = Array(rows.lazy.filter(filter.accepts).prefix(limit + 1))
            if found.count > limit {
                return DeliveryPage(deliveries: Array(found.prefix(limit)), next: found[limit - 1].sequence)
            }
            return DeliveryPage(
                deliveries: found, next: rows.count == Self.maxRowsLookedAt ? rows.last?.sequence : nil)
        }
    }

    /// The events of a project that have come since a time, the newest first: as many as a page looks at, and as fit into
    /// some megabytes.
    package func events(
        of project: String, since time: Date, deadline: ContinuousClock.Instant? = nil
    ) async throws(OutboxError) -> [KeptEvent] {
        try await read(deadline: deadline) { [content] connection in
            let rows = try connection.rows(
                of: OutboxSQL.page, [.text(project), .integer(Int.max), .integer(Self.maxRowsLookedAt)],
                Delivery.init(row:))
            var events: [KeptEvent] = []
            var bytes = 0
            for row in rows.prefix(while: { $0.receivedTime >= time }) where row.kind != nil {
                guard let event = try content.event(of: row.sequence, connection),
                    bytes + event.count <= Self.maxEventBytes
                else { break }
                bytes += event.count
                events.append(KeptEvent(delivery: row, event: event))
            }
            return try Self.stillThere(events, connection, sequence: \.delivery.sequence)
        }
    }

    /// Which of these deliveries of a project are kept, by the forge's ids.
    package func known(
        _ forgeIDs: [String], of project: String, from remoteSource: String, deadline: ContinuousClock.Instant? = nil
    ) async throws(OutboxError) -> Set<String> {
        try await read(deadline: deadline) { connection in
            let known = try forgeIDs.filter { id in
                try connection.first(.knownByForgeID, [.text(project), .text(remoteSource), .text(id)]) { _ in true }
                    ?? false
            }
            return Set(known)
        }
    }

    /// Whether anything that a forge has delivered for a project is kept.
    package func hasReceived(for project: String) async throws(OutboxError) -> Bool {
        try await read { connection in
            try connection.first(.received, [.text(project)]) { _ in true } ?? false
        }
    }

    /// Everything that is kept of a delivery.
    ///
    /// - Parameters:
    ///   - id: The delivery.
    ///   - project: The project's id; the delivery of another one is unknown.
    ///   - maxBodyBytes: How much of the body is wanted.
    package func delivery(
        _ id: String, of project: String, maxBodyBytes: Int, deadline: ContinuousClock.Instant? = nil
    ) async throws(OutboxError) -> DeliveryDetails {
        try await read(deadline: deadline) { [content] connection in
            guard let found = try connection.first(.delivery, [.text(id)], row: Delivery.init(row:)),
                found.projectID == project
            else { throw OutboxError.unknownDelivery }
            let sequence = SQLiteValue.integer(found.sequence)
            var sinks = try connection.rows(of: OutboxSQL.sinks, [sequence]) { row in
                SinkProgress(
                    sink: row.text(0), state: DeliveryState(rawValue: row.integer(1)) ?? .parked,
                    attemptCount: row.integer(2), attempts: [])
            }
            for place in sinks.indices {
                sinks[place].attempts = try connection.rows(
                    of: OutboxSQL.attempts, [sequence, .text(sinks[place].sink)], DeliveryAttempt.init(row:))
            }
            let kept = try content.content(of: found.sequence, maxBodyBytes: maxBodyBytes, connection)
            guard let kept = try Self.stillThere([kept], connection, sequence: { _ in found.sequence }).first ?? nil
            else { throw OutboxError.unknownDelivery }
            let headers = try? JSONDecoder().decode([String: String].self, from: Data(kept.headers))
            return DeliveryDetails(
                delivery: found, headers: headers ?? [:], body: kept.body, event: kept.event, sinks: sinks)
        }
    }

    /// Those whose deliveries have not been removed since their content was read: blocks of others may have something else in
    /// them by now.
    private static func stillThere<Value>(
        _ values: [Value], _ connection: SQLiteConnection, sequence: (Value) -> Int
    ) throws(SQLiteError) -> [Value] {
        // What was committed meanwhile is seen by a new transaction only.
        try connection.run(.commit)
        try connection.run(.begin)
        var there: [Value] = []
        for value in values {
            let found = try connection.first(.exists, [.integer(sequence(value))]) { _ in true }
            if found == true { there.append(value) }
        }
        return there
    }
}

extension DeliveryAttempt {
    fileprivate init(row: SQLiteStatement) {
        self.init(
            time: Date(milliseconds: row.integer(0)), durationMilliseconds: row.integer(1),
            status: row.optionalInteger(2), failure: row.optionalText(3))
    }
}
