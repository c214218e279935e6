import Foundation
import SQLiteAccess

/// Applies changes on the one connection that writes.
final class OutboxWriter {
    let connection: SQLiteConnection
    let configuration: OutboxConfiguration
    let files: OutboxFiles
    let now: @Sendable () -> Date
    let content: ContentWriter
    private let nextID: @Sendable () -> String
    /// What queues learn when the transaction at hand is durable.
    var queueChanges: [QueueChange] = []
    /// What the files take, as of the beginning of the transaction and with what it has written.
    private var usedBytes = 0
    private var lastSequence: Int

    init(
        connection: SQLiteConnection, content: ContentFile, configuration: OutboxConfiguration, files: OutboxFiles,
        now: @escaping @Sendable () -> Date, nextID: @escaping @Sendable () -> String
    ) throws(SQLiteError) {
        self.connection = connection
        self.configuration = configuration
        self.files = files
        self.now = now
        self.nextID = nextID
        self.content = try ContentWriter(connection: connection, file: content)
        lastSequence = try connection.first(.lastSequence) { $0.integer(0) } ?? 0
    }

    /// Applies several changes and makes them durable together.
    ///
    /// - Returns: What became of each, and what that means to the queues.
    func apply(_ group: [OutboxChange]) -> (outcomes: [Result<OutboxOutcome, any Error>], queues: [QueueChange]) {
        queueChanges = []
        do {
            return (try committed(group), queueChanges)
        } catch let error as SQLiteError {
            queueChanges = []
            guard case .full = error, group.count > 1 else { return (group.map { _ in .failure(error) }, []) }
            // One that needs less room may still have it.
            var queues: [QueueChange] = []
            let outcomes = group.map { change in
                let (outcomes, changes) = apply([change])
                queues += changes
                return outcomes[0]
            }
            return (outcomes, queues)
        } catch {
            return (group.map { _ in .failure(error) }, [])
        }
    }

    private func committed(_ group: [OutboxChange]) throws -> [Result<OutboxOutcome, any Error>] {
        let sequence = lastSequence
        content.begin()
        do {
            try connection.run(.beginWriting)
            usedBytes = try files.usedBytes(connection, blocks: content.usedBlocks)
            try makeRoom()
            // A refusal comes before anything is written for its change, so there is nothing to undo.
            let outcomes: [Result<OutboxOutcome, any Error>] = try group.map { change in
                do {
                    return .success(try apply(change))
                } catch let refusal as OutboxError {
                    return .failure(refusal)
                }
            }
            try content.finish()
            try connection.run(.commit)
            return outcomes
        } catch {
            lastSequence = sequence
            content.undo()
            if connection.isInTransaction { try? connection.execute("ROLLBACK") }
            throw error
        }
    }

    private func apply(_ change: OutboxChange) throws -> OutboxOutcome {
        switch change {
        case .store(let delivery): .stored(try store(delivery))
        case .finish(let sink, let project, let attempts): try finish(sink, project, attempts)
        case .redeliver(let id, let project, let sink): try redeliver(id, of: project, to: sink)
        case .prune(let time): .changed(try prune(before: time))
        case .park(let sink, let time): .changed(try park(sink, before: time))
        }
    }

    private func store(_ delivery: NewDelivery) throws -> StoredDelivery {
        if let known = try known(delivery) { return known }
        guard usedBytes + delivery.byteCount <= files.limit else { throw OutboxError.full }
        let (id, time) = (nextID(), now())
        let sequence = lastSequence + 1
        lastSequence = sequence
        usedBytes += delivery.byteCount
        let extents = try content.add(delivery.pieces)
        try connection.run(
            .insertDelivery,
            [
                .integer(sequence), .text(id), .text(delivery.projectID), .text(delivery.remoteSourceID),
                .text(delivery.forgeID), delivery.digest.map(SQLiteValue.blob) ?? .null, .text(delivery.projectPath),
                .integer(time.milliseconds), .text(delivery.verdict.rawValue), .text(delivery.reason),
                delivery.kind.map(SQLiteValue.text) ?? .null,
                .integer((delivery.sinks.isEmpty ? DeliveryState.kept : .waiting).rawValue),
                .integer(delivery.recovered ? 1 : 0), .integer(delivery.body.count), .integer(delivery.event.count),
                .integer(delivery.headers.count), .blob(Extent.encoded(extents)),
            ])
        for sink in delivery.sinks {
            try connection.run(
                .insertDispatch,
                [.integer(sequence), .text(sink), .text(delivery.projectID), .integer(time.milliseconds)])
            queueChanges.append(.added(sink: sink, QueuedDelivery(delivery, id: id, sequence: sequence, time: time)))
        }
        return .stored(id: id)
    }

    private func known(_ delivery: NewDelivery) throws(SQLiteError) -> StoredDelivery? {
        func read(_ row: SQLiteStatement) -> StoredDelivery {
            .known(id: row.text(0), verdict: DeliveryVerdict(rawValue: row.text(1)) ?? .unreadable)
        }
        let byID = try connection.first(
            .knownByForgeID,
            [.text(delivery.projectID), .text(delivery.remoteSourceID), .text(delivery.forgeID)], row: read)
        if let byID { return byID }
        guard let digest = delivery.digest else { return nil }
        return try connection.first(.knownByDigest, [.blob(digest), .text(delivery.projectID)], row: read)
    }

    private func redeliver(_ id: String, of project: String, to sink: String?) throws -> OutboxOutcome {
        guard let found = try connection.first(.delivery, [.text(id)], row: Delivery.init(row:)),
            found.projectID == project
        else { throw OutboxError.unknownDelivery }
        let sequence = SQLiteValue.integer(found.sequence)
        let progress = try connection.rows(of: OutboxSQL.sinks, [sequence]) { row in
            (sink: row.text(0), state: row.integer(1), attempts: row.integer(2))
        }
        let chosen = sink.map { [$0] } ?? progress.map(\.sink)
        guard found.kind != nil, !chosen.isEmpty else { throw OutboxError.nothingToSend }
        guard !progress.contains(where: { chosen.contains($0.sink) && $0.state == DeliveryState.waiting.rawValue })
        else { throw OutboxError.stillWaiting }
        let time = now()
        for sink in chosen {
            let attempts = progress.first { $0.sink == sink }?.attempts ?? 0
            try connection.run(
                .queueAgain,
                [sequence, .text(sink), .text(project), .integer(attempts), .integer(time.milliseconds)])
            queueChanges.append(.addedAgain(sink: sink, project: project, since: time))
        }
        try connection.run(.setState, [sequence])
        return .done
    }

    /// Removes what was delivered when the files are nearly full, the oldest first; then what no sink wants or took. What
    /// becomes free is an estimate: the next transaction counts again.
    private func makeRoom() throws(SQLiteError) {
        let enough = files.limit - files.limit / 8
        guard usedBytes > enough else { return }
        for state in [DeliveryState.delivered, .kept, .parked] {
            for delivery in try finished(state, limit: 512) {
                guard usedBytes > enough else { return }
                try remove(delivery.sequence)
                usedBytes -= delivery.bytes
            }
        }
    }
}
