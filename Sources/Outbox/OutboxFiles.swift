import Glibc
import SQLiteAccess

/// What the outbox's files take.
struct OutboxFiles: Sendable {
    let path: String
    private static let pageBytes = 4_096

    /// What the outbox may use.
    let maxBytes: Int

    /// What the pages in use may take. The rest is for the log, which they are written to first.
    var limit: Int { maxBytes - logLimit }
    private var logLimit: Int { maxBytes / 8 }
    /// How many pages the log has before they are written back: half of what it may have, so that one large change more
    /// does not matter.
    var checkpointPages: Int { max(100, min(4_000, logLimit / 2 / Self.pageBytes)) }

    /// The pages and blocks in use, and what the log has beyond its part. Those that were freed are used again, so the files
    /// do not grow while there are some.
    ///
    /// - Parameter blocks: The content file's that are in use.
    func usedBytes(_ connection: SQLiteConnection, blocks: Int) throws(SQLiteError) -> Int {
        let pages = try connection.first(.pageCount) { $0.integer(0) } ?? 0
        let free = try connection.first(.freePageCount) { $0.integer(0) } ?? 0
        return (pages - free) * Self.pageBytes + blocks * ContentFile.blockBytes
            + max(0, size(of: path + "-wal") - logLimit)
    }

    private func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
