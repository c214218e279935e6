import Foundation
import NIOCore

/// The embedded store: one SQLite file, one writer that commits what waits as a group, several readers.
///
/// Reads and writes run on the store's own threads. The file is locked: a second process is refused.
package final class SQLiteStore: DataStore {
    private let readers: ReaderPool
    let writer: GroupCommitter
    private let hot = HotRecords()
    private let lock: DirectoryLock

    /// Opens the store in a folder, which is made when it is missing, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - directory: The data folder; only its owner may enter it.
    ///   - readerCount: How many reads run at once.
    /// - Throws: `StoreError.unusable` when another process has it, or it is broken or too new.
    package init(directory: String, readerCount: Int = min(4, max(2, System.coreCount))) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError.unusable(
                "\(directory) can't be made: name a folder, or a new one in a folder that can be written")
        }
        lock = try DirectoryLock(directory: directory)
        let path = directory + "/configstore.db"
        let writing = try Self.open(path)
        let reading = try (0..<readerCount).map { _ in try SQLiteConnection(path: path, readOnly: true) }
        readers = ReaderPool(connections: reading)
        writer = GroupCommitter(writer: SQLiteWriter(connection: writing), hot: hot)
    }

    /// Opens the database for writing, and looks at its version before anything changes it.
    private static func open(_ path: String) throws(StoreError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, readOnly: false)
        do throws(StoreError) {
            try SQLiteSchema.version(of: connection)
            // Pages that change again and again are written back once for four thousand of them in the log.
            // What a savepoint needs to be undone is kept in memory: in a file it costs more writes than the commit.
            try connection.execute(
                """
                PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;
                PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY
                """)
            try SQLiteSchema.migrate(connection)
        } catch {
            switch error {
            case .unavailable(let text):
                throw .unusable("\(path) can't be used (\(text)): make room if the disk is full, or restore a backup")
            case .unusable(let text): throw .unusable("\(path) can't be used: \(text)")
            default: throw error
            }
        }
        return connection
    }

    /// How many statements reads have run so far: what a list costs.
    package var readStatementCount: Int { readers.statementCount }

    /// Waits for what is running and ends the threads; later calls throw `closed`.
    package func close() async {
        await writer.close()
        await readers.close()
        lock.release()
    }

    package func read<Value: Sendable>(
        _ body: @Sendable @escaping (any Snapshot) throws -> Value
    ) async throws -> Value {
        try await readers.read(body)
    }

    @discardableResult
    package func commit(_ transaction: Transaction) async throws -> Int {
        try await writer.commit(transaction)
    }

    package func record(holding claim: Claim) async throws -> Record? {
        if let known = hot.record(holding: claim) { return known }
        let number = hot.beginFill(.claim(claim))
        guard let found = try await read({ try $0.record(holding: claim) }) else { return nil }
        hot.endFill(.claim(claim), number: number, record: found)
        // A claim's holder is kept apart from the record, which has commits of its own. The answer is the record that was
        // read with the claim: a newer one may not hold it any more.
        _ = try await record(found.key)
        return found
    }

    package func record(_ key: RecordKey) async throws -> Record? {
        if let known = hot.record(key) { return known }
        let number = hot.beginFill(.record(key))
        guard let found = try await read({ try $0.record(key) }) else { return nil }
        hot.endFill(.record(key), number: number, record: found)
        return found
    }
}
