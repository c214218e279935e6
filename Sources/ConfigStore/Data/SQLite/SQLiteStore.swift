import Foundation
package import Instruments
import NIOCore
import SQLiteAccess
import ServiceKit

/// The embedded store: one SQLite file, one writer that commits what waits as a group, several readers.
///
/// Reads and writes run on the store's own threads. The file is locked: a second process is refused.
package final class SQLiteStore: DataStore {
    private let readers: ReaderPool
    let writer: GroupCommitter<Transaction, Int>
    private let hot: HotRecords
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
        let path = directory + "/configstore.db"
        let connection: SQLiteConnection
        do throws(SQLiteError) {
            lock = try DirectoryLock(directory: directory)
            connection = try SQLiteSchema.configStore.open(path, checkpointPages: 4_000)
            readers = try ReaderPool(path: path, count: readerCount)
        } catch {
            throw StoreError(error)
        }
        let hot = HotRecords()
        let writer = SQLiteWriter(connection: connection)
        // How many transactions were committed since the store was opened; only the thread that writes counts.
        var committed = 0
        self.hot = hot
        self.writer = GroupCommitter(connection: connection) { transactions in
            hot.beginCommit(transactions)
            let outcomes = writer.apply(transactions)
            hot.endCommit(transactions)
            return outcomes.map { outcome in
                outcome.map {
                    committed += 1
                    return committed
                }
            }
        }
    }

    /// How many statements reads have run so far: what a list costs.
    package var readStatementCount: Int { readers.statementCount }

    package func metrics() async -> [Metric] {
        writer.metrics(database: "configstore") + readers.metrics(database: "configstore") + hot.metrics
    }

    /// Waits for what is running and ends the threads; later calls throw `closed`.
    package func close() async {
        await writer.close()
        await readers.close()
        lock.release()
    }

    package func read<Value: Sendable>(
        _ body: @Sendable @escaping (any Snapshot) throws -> Value
    ) async throws -> Value {
        do {
            return try await readers.read(deadline: RequestDeadline.current) { connection in
                try connection.run(.begin)
                defer { try? connection.run(.commit) }
                return try body(SQLiteSnapshot(connection: connection))
            }
        } catch let error as SQLiteError {
            throw StoreError(error)
        }
    }

    @discardableResult
    package func commit(_ transaction: Transaction) async throws -> Int {
        do {
            return try await writer.commit(transaction, deadline: RequestDeadline.current)
        } catch let error as SQLiteError {
            throw StoreError(error)
        }
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
