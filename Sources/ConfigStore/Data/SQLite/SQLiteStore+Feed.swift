import Foundation
import SQLiteAccess

extension SQLiteStore {
    package var revision: Int { progress.revision }

    package func wait(for revision: Int) async throws { try await progress.wait(for: revision) }

    package func commits(after revision: Int, limit: Int) async throws -> CommitPage {
        try await readConnection { connection in
            let newest = try connection.storeRevision()
            if newest == revision { return .commits([]) }
            let found = try Self.keptCommits(after: revision, limit: limit, connection)
            return found.first?.revision == revision + 1 ? .commits(found) : .compacted
        }
    }

    package func dropCommits(through revision: Int) async throws {
        try await current.dropCommits(through: revision)
    }

    /// How many bytes of commits are read at once, beyond the first.
    private static let maxPageBytes = 4 * 1024 * 1024

    private static func keptCommits(
        after revision: Int, limit: Int, _ connection: SQLiteConnection
    ) throws -> [Commit] {
        var rows: [(revision: Int, time: Int, changes: [UInt8])] = []
        var bytes = 0
        try connection.forEachRow(of: SQL.keptCommits, [.integer(revision), .integer(limit)]) { row in
            rows.append((row.integer(0), row.integer(1), row.blob(2)))
            bytes += rows[rows.count - 1].changes.count
            return bytes < maxPageBytes
        }
        return try rows.map { row in
            Commit(
                revision: row.revision, time: Date(timeIntervalSince1970: Double(row.time) / 1_000),
                changes: try StoreLines.decode(CommitChanges.self, from: row.changes))
        }
    }
}

extension SQLiteConnection {
    /// The revision of the last commit, as the transaction at hand sees it.
    func storeRevision() throws(StoreError) -> Int {
        try query(.storeRevision, []) { Int($0.text(0)) ?? 0 }.first ?? 0
    }
}
