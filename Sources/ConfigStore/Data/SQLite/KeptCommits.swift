import Foundation
import SQLiteAccess

/// Keeps commits in the database until their reader has them, and so many bytes at the most: the oldest go first, and a
/// reader that is behind them begins again with an export.
struct KeptCommits {
    let limit: Int
    private var bytes: Int

    /// Takes up what was kept before, unless something was committed since that was not kept.
    init(limit: Int, connection: SQLiteConnection, revision: Int) throws {
        self.limit = limit
        let newest = try connection.query(.newestKeptCommit, []) { $0.integer(0) }.first
        if let newest, newest != revision { try Self.forgetAll(connection) }
        bytes = try connection.query(.keptBytes, []) { $0.integer(0) }.first ?? 0
    }

    /// Forgets all of them: what is committed from now on is not kept, and nobody should take the rest for the whole.
    static func forgetAll(_ connection: SQLiteConnection) throws {
        if try !connection.query(.newestKeptCommit, [], row: { $0.integer(0) }).isEmpty {
            try connection.run(.dropKeptCommits, [.integer(.max)])
        }
    }

    mutating func keep(_ changes: [UInt8], revision: Int, time: Date, connection: SQLiteConnection) throws {
        let milliseconds = Int((time.timeIntervalSince1970 * 1_000).rounded())
        try connection.run(.keepCommit, [.integer(revision), .integer(milliseconds), .blob(changes)])
        bytes += changes.count
    }

    /// Forgets the oldest when there are too many bytes: a quarter at once, so that it is seldom looked at.
    mutating func trim(_ connection: SQLiteConnection) throws {
        guard bytes > limit else { return }
        var (last, left) = (0, bytes)
        do throws(SQLiteError) {
            try connection.forEachRow(of: SQL.oldestKeptCommits, []) { row in
                (last, left) = (row.integer(0), left - row.integer(1))
                return left > limit / 4 * 3
            }
        } catch {
            throw StoreError(error)
        }
        try connection.run(.dropKeptCommits, [.integer(last)])
        bytes = left
    }

    /// Forgets those up to a revision.
    mutating func drop(through revision: Int, connection: SQLiteConnection) throws {
        try connection.run(.dropKeptCommits, [.integer(revision)])
        bytes = try connection.query(.keptBytes, []) { $0.integer(0) }.first ?? 0
    }
}
