package import Foundation
import SQLiteAccess

/// What came in, and is on its way to the sinks: a SQLite file and one with what is large, one writer that commits what waits as
/// a group, readers.
///
/// What `store` has returned for is durable, and comes to every sink that wants it: at least once, in order for each
/// project and sink, or until it is parked. The folder is locked: a second process is refused.
package final class Outbox: Sendable {
    let writer: GroupCommitter<OutboxChange, OutboxOutcome>
    let readers: ReaderPool
    let configuration: OutboxConfiguration
    let now: @Sendable () -> Date
    let queues: [String: SinkQueue]
    let files: OutboxFiles
    let content: ContentFile
    let instruments: OutboxInstruments
    private let lock: DirectoryLock

    /// Opens the outbox in a folder, which is made when it is missing.
    ///
    /// - Parameters:
    ///   - directory: Its folder; only its owner may enter it.
    ///   - sinks: The names of the sinks that there are.
    ///   - configuration: What it may use.
    ///   - nextID: Makes the ids of deliveries, in order.
    ///   - now: The clock.
    ///   - random: From 0 up to 1: the jitter of what is tried again.
    /// - Throws: `unusable` when another process has it, or it is broken or too new.
    package init(
        directory: String, sinks: [String], configuration: OutboxConfiguration = OutboxConfiguration(),
        nextID: @escaping @Sendable () -> String, now: @escaping @Sendable () -> Date = { Date() },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) throws(OutboxError) {
        let path = directory + "/outbox.db"
        let instruments = OutboxInstruments()
        let queues = Dictionary(uniqueKeysWithValues: sinks.map { ($0, SinkQueue(now: now)) })
        do throws(SQLiteError) {
            lock = try DirectoryLock(directory: directory)
            files = OutboxFiles(path: path, maxBytes: configuration.maxBytes)
            content = try ContentFile(directory: directory)
            let connection = try SQLiteSchema.outbox.open(path, checkpointPages: files.checkpointPages)
            let writer = try OutboxWriter(
                connection: connection, content: content, configuration: configuration, files: files, now: now,
                nextID: nextID)
            readers = try ReaderPool(path: path, count: 2)
            try Self.fill(queues, from: connection)
            self.writer = GroupCommitter(connection: connection) { group in
                let (outcomes, changes) = writer.apply(group)
                for change in changes { Self.tell(queues, instruments, change, random: random) }
                return outcomes
            }
        } catch {
            throw OutboxError(error)
        }
        self.queues = queues
        self.instruments = instruments
        self.configuration = configuration
        self.now = now
    }

    /// Waits for what is being written, and ends the threads.
    package func close() async {
        stop()
        await writer.close()
        await readers.close()
        lock.release()
    }

    /// Hands out nothing more to workers.
    package func stop() {
        for queue in queues.values { queue.close() }
    }

    func read<Value: Sendable>(
        deadline: ContinuousClock.Instant? = nil,
        _ body: @Sendable @escaping (SQLiteConnection) throws -> Value
    ) async throws(OutboxError) -> Value {
        do {
            return try await readers.read(deadline: deadline) { connection in
                try connection.run(.begin)
                defer { try? connection.run(.commit) }
                return try body(connection)
            }
        } catch {
            throw OutboxError(error)
        }
    }

    func commit(
        _ change: OutboxChange, deadline: ContinuousClock.Instant? = nil
    ) async throws(OutboxError) -> OutboxOutcome {
        do {
            return try await writer.commit(change, deadline: deadline)
        } catch {
            throw OutboxError(error)
        }
    }

    private static func fill(_ queues: [String: SinkQueue], from connection: SQLiteConnection) throws(SQLiteError) {
        let found = try connection.rows(of: OutboxSQL.depths, []) { row in
            (
                sink: row.text(0), project: row.text(1), count: row.integer(2),
                since: Date(milliseconds: row.integer(3))
            )
        }
        for row in found {
            queues[row.sink]?.change { schedule, _, now in
                schedule.add(row.project, count: row.count, since: row.since, now: now)
            }
        }
    }

    private static func tell(
        _ queues: [String: SinkQueue], _ instruments: OutboxInstruments, _ change: QueueChange,
        random: @Sendable () -> Double
    ) {
        switch change {
        case .added(let sink, let delivery):
            queues[sink]?.change { schedule, recent, now in
                recent.add(delivery, isFirst: !schedule.waits(delivery.projectID))
                schedule.add(delivery.projectID, since: delivery.waitingSince, now: now)
            }
        case .addedAgain(let sink, let project, let since):
            queues[sink]?.change { schedule, recent, now in
                // It goes before those that are known.
                recent.forget(project)
                schedule.add(project, since: since, now: now)
            }
        case .parked(let sink, let count): instruments.countParked(count, at: sink)
        case .finished(let sink, let project, let done, let head, let failed, let wait):
            queues[sink]?.change { schedule, recent, now in
                // What has failed has one attempt more than is known here, and there is time to read it again.
                if failed || head == nil { recent.forget(project) } else { recent.removeFirst(done, of: project) }
                schedule.finish(
                    project, done: done, head: head, failed: failed, atLeast: wait, now: now, random: random())
            }
        }
    }
}
