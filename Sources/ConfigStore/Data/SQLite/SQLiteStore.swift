package import Foundation
package import Instruments
import NIOCore
import SQLiteAccess
import ServiceKit
import Synchronization

/// The embedded store: a SQLite file for each generation, one writer that commits what waits as a group, several readers.
///
/// Reads and writes run on the store's own threads. The folder is locked: a second process is refused.
package final class SQLiteStore: DataStore {
    let files: GenerationFiles
    let progress = RevisionProgress(0)
    let board: EmbeddedMaintenance
    private let options: SQLiteGeneration.Options
    private let lock: DirectoryLock
    private let state: Mutex<SQLiteGeneration>

    /// Opens the store in a folder, which is made when it is missing, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - directory: The data folder; only its owner may enter it.
    ///   - readerCount: How many reads run at once.
    ///   - keptCommitBytes: How many bytes of commits are kept for their reader; nil when nobody reads them.
    ///   - now: The clock.
    /// - Throws: `StoreError.unusable` when another process has it, or it is broken or too new.
    package init(
        directory: String, readerCount: Int = min(4, max(2, System.coreCount)), keptCommitBytes: Int? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        do {
            lock = try DirectoryLock(directory: directory)
        } catch {
            throw StoreError(error)
        }
        files = GenerationFiles(directory: directory)
        options = SQLiteGeneration.Options(readerCount: readerCount, keptBytes: keptCommitBytes, now: now)
        board = try EmbeddedMaintenance(directory: directory, now: now)
        try files.removeUnfinished()
        let number = try files.current()
        state = Mutex(
            try SQLiteGeneration(number: number, path: files.path(number), options: options, progress: progress))
    }

    /// The generation that is read and written.
    var current: SQLiteGeneration { state.withLock { $0 } }
    var writer: GroupCommitter<PendingCommit, Int> { current.writer }

    func open(_ number: Int) throws -> SQLiteGeneration {
        try SQLiteGeneration(number: number, path: files.path(number), options: options, progress: progress)
    }

    func setCurrent(_ generation: SQLiteGeneration) { state.withLock { $0 = generation } }

    /// How many statements reads have run so far: what a list costs.
    package var readStatementCount: Int { current.readers.statementCount }

    package func metrics() async -> [Metric] {
        let generation = current
        return generation.writer.metrics(database: "configstore") + generation.readers.metrics(database: "configstore")
            + generation.hot.metrics
    }

    /// Waits for what is running and ends the threads; later calls throw `closed`.
    package func close() async {
        progress.close()
        board.close()
        await current.close()
        lock.release()
    }

    package func read<Value: Sendable>(
        _ body: @Sendable @escaping (any Snapshot) throws -> Value
    ) async throws -> Value {
        try await read(current, body)
    }

    /// Reads on a snapshot of the database as it is.
    func readConnection<Value: Sendable>(
        of generation: SQLiteGeneration? = nil, _ body: @Sendable @escaping (SQLiteConnection) throws -> Value
    ) async throws -> Value {
        do {
            return try await (generation ?? current).readers.read(deadline: RequestDeadline.current) { connection in
                try connection.run(.begin)
                defer { try? connection.run(.commit) }
                return try body(connection)
            }
        } catch let error as SQLiteError {
            throw StoreError(error)
        }
    }

    private func read<Value: Sendable>(
        _ generation: SQLiteGeneration, _ body: @Sendable @escaping (any Snapshot) throws -> Value
    ) async throws -> Value {
        try await readConnection(of: generation) { try body(SQLiteSnapshot(connection: $0)) }
    }

    @discardableResult
    package func commit(_ transaction: Transaction) async throws -> Int {
        do {
            let isKept = options.keptBytes != nil
            let pending = isKept ? try PendingCommit(keeping: transaction) : PendingCommit(transaction)
            return try await current.writer.commit(pending, deadline: RequestDeadline.current)
        } catch let error as SQLiteError {
            throw StoreError(error)
        }
    }

    package func record(holding claim: Claim) async throws -> Record? {
        let generation = current
        if let known = generation.hot.record(holding: claim) { return known }
        let number = generation.hot.beginFill(.claim(claim))
        guard let found = try await read(generation, { try $0.record(holding: claim) }) else { return nil }
        generation.hot.endFill(.claim(claim), number: number, record: found)
        // A claim's holder is kept apart from the record, which has commits of its own. The answer is the record that was
        // read with the claim: a newer one may not hold it any more.
        _ = try await record(found.key, in: generation)
        return found
    }

    package func record(_ key: RecordKey) async throws -> Record? {
        try await record(key, in: current)
    }

    private func record(_ key: RecordKey, in generation: SQLiteGeneration) async throws -> Record? {
        if let known = generation.hot.record(key) { return known }
        let number = generation.hot.beginFill(.record(key))
        guard let found = try await read(generation, { try $0.record(key) }) else { return nil }
        generation.hot.endFill(.record(key), number: number, record: found)
        return found
    }
}
