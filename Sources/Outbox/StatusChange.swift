import Foundation
import SQLiteAccess

/// One change of the queue of commit statuses.
enum StatusChange: Sendable {
    case add(QueuedStatus)
    case sent(id: String, at: Date)
    case failed(id: String, error: String, at: Date)
    /// - Parameter counts: Whether the attempt reached the forge.
    case retry(id: String, error: String, at: Date, counts: Bool)
    case prune(before: Date)
    case follow(FollowedRun)
    case reported(id: String, state: String, nextTime: Date)
    case unfollow(id: String)
}

/// Applies changes, on the thread that writes.
struct StatusWriter {
    let connection: SQLiteConnection
    /// How many finished ones of a project are kept.
    let keptPerProject: Int
    let maxWaiting: Int

    /// All of them in one transaction: each is durable, or none is.
    func apply(_ changes: [StatusChange]) -> [Result<Void, any Error>] {
        do throws(SQLiteError) {
            try run(.begin)
            for change in changes { try apply(change) }
            try run(.commit)
            return changes.map { _ in .success(()) }
        } catch {
            if connection.isInTransaction { try? run(.rollback) }
            // One that is refused must not take the others with it.
            if changes.count > 1 { return changes.flatMap { apply([$0]) } }
            return changes.map { _ in .failure(error) }
        }
    }

    private func apply(_ change: StatusChange) throws(SQLiteError) {
        switch change {
        case .add(let status): try add(status)
        case .sent(let id, let time): try run(.sent, [.time(time), .text(id)])
        case .failed(let id, let error, let time): try run(.failed, [.text(error), .time(time), .text(id)])
        case .retry(let id, let error, let time, let counts):
            try run(.retry, [.text(error), .integer(counts ? 1 : 0), .time(time), .text(id)])
        case .prune(let time): try run(.prune, [.time(time)])
        case .follow(let followed):
            try run(
                .follow,
                [
                    .text(followed.id), .text(followed.projectID), .text(followed.reported),
                    .time(followed.creationTime), .time(followed.nextTime),
                ])
        case .reported(let id, let state, let time): try run(.reported, [.text(state), .time(time), .text(id)])
        case .unfollow(let id): try run(.unfollow, [.text(id)])
        }
    }

    private func add(_ status: QueuedStatus) throws(SQLiteError) {
        let waiting = try connection.rows(of: StatusSQL.count, []) { $0.integer(0) }.first ?? 0
        guard waiting < maxWaiting else { throw .full("\(waiting) commit statuses are waiting") }
        try run(
            .replace,
            [.time(status.creationTime), .text(status.projectID), .text(status.sha), .text(status.context)])
        try run(.insert, status.values)
        try run(.trim, [.text(status.projectID), .text(status.projectID), .integer(keptPerProject - 1)])
    }

    private func run(_ sql: StatusSQL, _ parameters: [SQLiteValue] = []) throws(SQLiteError) {
        _ = try connection.rows(of: sql, parameters) { _ in }
    }
}

extension QueuedStatus {
    fileprivate var values: [SQLiteValue] {
        [
            .text(id), .text(projectID), .text(remoteSourceID), .text(sha), .text(context), .text(state),
            .text(description), .text(targetURL), .text(ref), .time(creationTime), .text(outcome.rawValue),
            .integer(attempts), .text(error), .time(nextTime), .time(finishTime ?? Date(timeIntervalSince1970: 0)),
        ]
    }

    init(_ row: SQLiteStatement) {
        self.init(
            id: row.text(0), projectID: row.text(1), remoteSourceID: row.text(2), sha: row.text(3),
            context: row.text(4), state: row.text(5), description: row.text(6), targetURL: row.text(7),
            ref: row.text(8), creationTime: row.time(9))
        outcome = Outcome(rawValue: row.text(10)) ?? .failed
        attempts = row.integer(11)
        error = row.text(12)
        nextTime = row.time(13)
        finishTime = row.integer(14) == 0 ? nil : row.time(14)
    }
}

extension FollowedRun {
    init(_ row: SQLiteStatement) {
        self.init(id: row.text(0), projectID: row.text(1), reported: row.text(2), creationTime: row.time(3))
        nextTime = row.time(4)
    }
}

extension SQLiteValue {
    /// In milliseconds since 1970.
    static func time(_ time: Date) -> SQLiteValue { .integer(Int((time.timeIntervalSince1970 * 1000).rounded())) }
}

extension SQLiteStatement {
    fileprivate func time(_ column: Int32) -> Date {
        Date(timeIntervalSince1970: Double(integer(column)) / 1000)
    }
}
