import Foundation
import SQLiteAccess
import Synchronization

/// One generation of the embedded store: its file, the thread that writes it, those that read it, and what is remembered of it.
final class SQLiteGeneration: Sendable {
    let number: Int
    let path: String
    let readers: ReaderPool
    let writer: GroupCommitter<PendingCommit, Int>
    let hot: HotRecords
    private let state: State

    /// How a generation is opened.
    struct Options: Sendable {
        var readerCount: Int
        /// How many bytes of commits are kept for their reader; nil when nobody reads them.
        var keptBytes: Int?
        var now: @Sendable () -> Date
    }

    /// Used on the thread that writes and nowhere else, but for the opening, which is before there is one.
    private final class State: @unchecked Sendable {
        let writer: SQLiteWriter
        var isSuperseded = false

        init(writer: SQLiteWriter) {
            self.writer = writer
        }
    }

    init(number: Int, path: String, options: Options, progress: RevisionProgress) throws {
        self.number = number
        self.path = path
        do throws(SQLiteError) {
            let connection = try SQLiteSchema.configStore.open(path, checkpointPages: 4_000)
            state = State(writer: try Self.writer(connection, options))
            readers = try ReaderPool(path: path, count: options.readerCount)
        } catch {
            throw StoreError(error)
        }
        let (hot, state) = (HotRecords(), state)
        self.hot = hot
        writer = GroupCommitter(connection: state.writer.connection) { group in
            if state.isSuperseded {
                return group.map { _ in .failure(StoreError.unavailable("another generation took its place")) }
            }
            let transactions = group.map(\.transaction)
            hot.beginCommit(transactions)
            let outcomes = state.writer.apply(group)
            hot.endCommit(transactions)
            progress.advance(to: state.writer.revision)
            return outcomes
        }
        progress.advance(to: state.writer.revision)
    }

    func dropCommits(through revision: Int) async throws {
        try await writer.run { [state] _ in try state.writer.dropCommits(through: revision) }
    }

    /// Does something while nothing is written; when it succeeds, nothing ever is again.
    ///
    /// - Parameter body: Gets the revision of the last commit.
    func supersede(_ body: @escaping @Sendable (_ revision: Int) throws -> Void) async throws {
        try await writer.run { [state] _ in
            if state.isSuperseded { throw StoreError.unavailable("another generation took its place") }
            try body(state.writer.revision)
            state.isSuperseded = true
        }
    }

    /// Waits for what is running and ends the threads.
    func close() async {
        await writer.close()
        await readers.close()
    }

    private static func writer(_ connection: SQLiteConnection, _ options: Options) throws(SQLiteError) -> SQLiteWriter {
        do {
            return try SQLiteWriter(connection: connection, keptBytes: options.keptBytes, now: options.now)
        } catch {
            throw .unusable("\(error): make room if the disk is full, or restore a backup")
        }
    }
}
