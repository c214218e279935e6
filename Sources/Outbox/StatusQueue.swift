package import Foundation
package import Instruments
import SQLiteAccess

/// The commit statuses of a gateway instance, and the runs that they come from: a SQLite file of its own, so that neither
/// waits for the deliveries. What was added is durable, and goes on after a restart.
package final class StatusQueue: Sendable {
    private let committer: GroupCommitter<StatusChange, Void>
    private let readers: ReaderPool
    private let lock: DirectoryLock
    private let attempts = Labelled<Counter>(counting: "outcome")

    /// Opens the queue in a folder, which is made when it is missing.
    ///
    /// - Parameters:
    ///   - directory: The folder; a second process is refused.
    ///   - keptPerProject: How many of a project are kept after they were sent or given up.
    ///   - maxWaiting: How many may wait; more are refused.
    /// - Throws: `unusable`, which says what to do.
    package init(
        directory: String, keptPerProject: Int = 1_000, maxWaiting: Int = 100_000
    ) throws(OutboxError) {
        let path = directory + "/statuses.db"
        do throws(SQLiteError) {
            lock = try DirectoryLock(directory: directory)
            let connection = try SQLiteSchema.statuses.open(path, checkpointPages: 1_000)
            let writer = StatusWriter(connection: connection, keptPerProject: keptPerProject, maxWaiting: maxWaiting)
            committer = GroupCommitter(connection: connection) { writer.apply($0) }
            readers = try ReaderPool(path: path, count: 1)
        } catch {
            throw OutboxError(error)
        }
    }

    /// Waits for what is running and ends the threads.
    package func close() async {
        await committer.close()
        await readers.close()
        lock.release()
    }

    /// Takes a status in the place of one of the same commit and context that waits. It is durable when this returns.
    ///
    /// - Throws: `full` when too many wait, or the disk has no room.
    package func add(_ status: QueuedStatus) async throws(OutboxError) {
        try await commit(.add(status))
    }

    /// Notes that a status is at its forge.
    package func markSent(_ id: String, at time: Date) async throws(OutboxError) {
        try await commit(.sent(id: id, at: time))
        attempts["sent"].add()
    }

    /// Notes that a status is given up.
    package func markFailed(_ id: String, error: String, at time: Date) async throws(OutboxError) {
        try await commit(.failed(id: id, error: error, at: time))
        attempts["givenUp"].add()
    }

    /// Notes when a status is tried again, unless a newer one has come.
    ///
    /// - Parameter counts: Whether the attempt reached the forge.
    package func retry(_ id: String, error: String, at time: Date, counts: Bool) async throws(OutboxError) {
        try await commit(.retry(id: id, error: error, at: time, counts: counts))
        attempts["failed"].add()
    }

    /// Forgets what was sent or given up before a time.
    package func prune(before time: Date) async throws(OutboxError) {
        try await commit(.prune(before: time))
    }

    /// The remote sources for which something is due.
    package func sources(due time: Date) async throws(OutboxError) -> [String] {
        try await read(.sources, [.time(time)]) { $0.text(0) }
    }

    /// What is due for a remote source, the longest first.
    package func due(_ source: String, at time: Date, limit: Int) async throws(OutboxError) -> [QueuedStatus] {
        try await read(.due, [.text(source), .time(time), .integer(limit)]) { QueuedStatus($0) }
    }

    /// A status as it is now; nil when it is not there any more.
    package func find(_ id: String) async throws(OutboxError) -> QueuedStatus? {
        try await read(.find, [.text(id)]) { QueuedStatus($0) }.first
    }

    /// One page of a project's, by id.
    ///
    /// - Parameter after: The last id of the page before; nil for the first page.
    package func page(
        of project: String, after: String?, limit: Int, ascending: Bool
    ) async throws(OutboxError) -> [QueuedStatus] {
        // No id is before the first, or behind the last of these.
        let place = after ?? (ascending ? "" : "~")
        return try await read(
            ascending ? .page : .pageBackwards, [.text(project), .text(place), .integer(limit)]
        ) { QueuedStatus($0) }
    }

    /// Follows a run; one that is followed already stays as it is.
    package func follow(_ run: FollowedRun) async throws(OutboxError) {
        try await commit(.follow(run))
    }

    /// The runs that are to be looked at.
    package func followedRuns(due time: Date, limit: Int) async throws(OutboxError) -> [FollowedRun] {
        try await read(.followed, [.time(time), .integer(limit)]) { FollowedRun($0) }
    }

    /// Notes what was reported of a run, and when it is looked at again.
    package func markReported(_ id: String, _ state: String, nextTime: Date) async throws(OutboxError) {
        try await commit(.reported(id: id, state: state, nextTime: nextTime))
    }

    /// Forgets a run.
    package func unfollow(_ id: String) async throws(OutboxError) {
        try await commit(.unfollow(id: id))
    }

    private func commit(_ change: StatusChange) async throws(OutboxError) {
        do {
            try await committer.commit(change)
        } catch {
            throw OutboxError(error)
        }
    }

    private func read<Row: Sendable>(
        _ sql: StatusSQL, _ parameters: [SQLiteValue], _ row: @Sendable @escaping (SQLiteStatement) -> Row
    ) async throws(OutboxError) -> [Row] {
        do {
            return try await readers.read(deadline: nil) { connection in
                try connection.rows(of: sql, parameters, row)
            }
        } catch {
            throw OutboxError(error)
        }
    }
}

extension StatusQueue: MetricSource {
    package func metrics() async -> [Metric] {
        let always =
            committer.metrics(database: "statuses") + readers.metrics(database: "statuses") + [
                .counter("sallyport_status_attempts_total", "Attempts to bring a commit status to its forge", attempts)
            ]
        guard let waiting = try? await read(.count, [], { (count: $0.integer(0), first: $0.text(1)) }).first,
            let runs = try? await read(.followedCount, [], { $0.integer(0) }).first
        else { return always }
        let oldest = try? await find(waiting.first)
        let age = oldest.map { max(0, Date().timeIntervalSince($0.creationTime)) } ?? 0
        return always + [
            .gauge("sallyport_statuses_waiting", "Commit statuses that wait for their forge", Double(waiting.count)),
            .gauge("sallyport_statuses_oldest_seconds", "How long the oldest of them waits; 0 when none does", age),
            .gauge("sallyport_runs_followed", "Runs whose states become commit statuses", Double(runs)),
        ]
    }
}
