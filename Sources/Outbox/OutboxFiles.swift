import Glibc
import SQLiteAccess

/// What the outbox's files take.
struct OutboxFiles: Sendable {
    let path: String
    private static let pageBytes = 4_096

    /// The pages in use, and the log that they are written to first. Pages that were freed are used again, so the file
    /// does not grow while these are fewer than it has.
    func usedBytes(_ connection: SQLiteConnection) throws(SQLiteError) -> Int {
        let pages = try connection.first(.pageCount) { $0.integer(0) } ?? 0
        let free = try connection.first(.freePageCount) { $0.integer(0) } ?? 0
        return (pages - free) * Self.pageBytes + size(of: path + "-wal")
    }

    private func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
