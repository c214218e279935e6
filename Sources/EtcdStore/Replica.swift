import ConfigStore
import EtcdAccess
import Foundation
import NIOPosix
import SQLiteAccess

/// A copy of what etcd has, in a SQLite database: all reads are from it. It can be thrown away, and is made again then.
final class Replica: Sendable {
    /// How far the copy is.
    struct Position: Sendable, Hashable {
        var state: StoreState
        /// Everything up to this revision of etcd is there.
        var revision: Int
        /// When the last commit was, as etcd counts.
        var latest: Int
        /// Which cluster it was read from.
        var cluster: UInt64

        /// How far the store is: the last commit as everybody but etcd counts.
        var commit: Int { latest + state.offset }
        /// Up to where everything is there, as everybody but etcd counts.
        var reached: Int { revision + state.offset }
    }

    /// Only the one thread of `thread` uses it.
    private struct Confined: @unchecked Sendable {
        let connection: SQLiteConnection
    }

    let directory: String
    let readers: ReaderPool
    let hot = HotRecords()
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let confined: Confined

    /// - Throws: `StoreError.unusable`.
    init(directory: String, readerCount: Int) throws {
        self.directory = directory
        let path = directory + "/replica.db"
        do throws(SQLiteError) {
            confined = Confined(connection: try Self.open(path))
            readers = try ReaderPool(path: path, count: readerCount)
        } catch {
            throw StoreError(error)
        }
        thread.start()
    }

    /// One that can't be used is made anew: etcd has what was in it.
    private static func open(_ path: String) throws(SQLiteError) -> SQLiteConnection {
        // What a power failure takes is watched again.
        let setUp = "PRAGMA synchronous = NORMAL"
        do throws(SQLiteError) {
            return try SQLiteSchema.configStore.open(path, checkpointPages: 4_000, setUp: setUp)
        } catch {
            for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
            return try SQLiteSchema.configStore.open(path, checkpointPages: 4_000, setUp: setUp)
        }
    }

    func close() async {
        try? await thread.shutdownGracefully()
        await readers.close()
    }

    /// How many bytes the copy takes. Blocks for a moment.
    var bytes: Int { SQLiteFile.bytes(directory + "/replica.db") }

    /// Where the copy is; nil when there is none yet.
    func position() async throws -> Position? {
        try await onWriter { try Self.position(on: $0) }
    }

    /// The next page of everything, and where it ends, for whoever is the only one to change it.
    func page(_ place: ExportPlace) async throws -> ([StoredItem], ExportPlace) {
        try await onWriter { connection in
            var place = place
            return (try place.nextPage(connection), place)
        }
    }

    /// Whether anything has a name in it.
    func hasClaims() async throws -> Bool {
        try await onWriter { try !$0.rows(of: ReplicaSQL.anyClaim, []) { _ in }.isEmpty }
    }

    static func position(on connection: SQLiteConnection) throws -> Position? {
        func property(_ name: String) throws -> String? {
            try connection.rows(of: ReplicaSQL.property, [.text(name)]) { $0.text(0) }.first
        }
        guard let state = try property("etcd.state").flatMap({ StoreState(Array($0.utf8)) }),
            let revision = try property("etcd.revision").flatMap({ Int($0) }),
            let latest = try property("etcd.latest").flatMap({ Int($0) })
        else { return nil }
        let cluster = try property("etcd.cluster").flatMap { UInt64($0) } ?? 0
        return Position(state: state, revision: revision, latest: latest, cluster: cluster)
    }

    /// Does what was watched, as one transaction.
    func apply(_ events: [EtcdWatchEvent], keys: DataKeys, upTo position: Position) async throws {
        let changes = events.compactMap { event in keys.entry(event.key).map { (entry: $0, value: event.value) } }
        var touched = Transaction()
        for change in changes { touched.touch(change.entry) }
        let transactions = [touched]
        hot.beginCommit(transactions)
        defer { hot.endCommit(transactions) }
        try await onWriter { connection in
            try Self.transaction(on: connection) {
                for change in changes { try Self.write(change.entry, change.value, to: connection) }
                try Self.set(position, on: connection)
            }
        }
    }

    /// Replaces everything by what `pages` gives, page by page until there is none; readers see it when it is whole.
    func replace(
        keys: DataKeys, position: Position, pages: () async throws -> [EtcdPair]?
    ) async throws {
        try await onWriter { connection in
            _ = try connection.rows(of: ReplicaSQL.begin, []) { _ in }
            for sql in [ReplicaSQL.clearRecords, .clearClaims, .clearReferences] {
                _ = try connection.rows(of: sql, []) { _ in }
            }
        }
        do {
            while let page = try await pages() {
                try await onWriter { connection in
                    for pair in page {
                        guard let entry = keys.entry(pair.key) else { continue }
                        try Self.write(entry, pair.value, to: connection)
                    }
                }
            }
            try await onWriter { connection in
                try Self.set(position, on: connection)
                _ = try connection.rows(of: ReplicaSQL.commit, []) { _ in }
            }
        } catch {
            // Also when the task was cancelled: the next one begins a transaction of its own.
            try? await onWriter { if $0.isInTransaction { try $0.execute("ROLLBACK") } }
            throw error
        }
        hot.removeAll()
    }

    private func onWriter<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection) throws -> Value
    ) async throws -> Value {
        do {
            return try await thread.runIfActive { [confined] in try body(confined.connection) }
        } catch is NIOThreadPoolError.ThreadPoolInactive {
            throw StoreError.closed
        } catch let error as SQLiteError {
            throw StoreError(error)
        }
    }

    private static func transaction(on connection: SQLiteConnection, _ body: () throws -> Void) throws {
        do {
            _ = try connection.rows(of: ReplicaSQL.begin, []) { _ in }
            try body()
            _ = try connection.rows(of: ReplicaSQL.commit, []) { _ in }
        } catch {
            if connection.isInTransaction { try? connection.execute("ROLLBACK") }
            throw error
        }
    }

    private static func set(_ position: Position, on connection: SQLiteConnection) throws {
        let properties = [
            ("etcd.state", position.state.text), ("etcd.revision", String(position.revision)),
            ("etcd.latest", String(position.latest)), ("etcd.cluster", String(position.cluster)),
        ]
        for (name, value) in properties {
            _ = try connection.rows(of: ReplicaSQL.setProperty, [.text(name), .text(value)]) { _ in }
        }
    }

    private static func write(_ entry: DataKeys.Entry, _ value: [UInt8]?, to connection: SQLiteConnection) throws {
        func run(_ sql: ReplicaSQL, _ parameters: [SQLiteValue]) throws {
            _ = try connection.rows(of: sql, parameters) { _ in }
        }
        switch entry {
        case .record(let key):
            let names: [SQLiteValue] = [.text(key.kind.rawValue), .text(key.id)]
            guard let value else { return try run(.deleteRecord, names) }
            guard let record = EtcdValues.record(key, value) else { throw Self.unreadable(key.kind.rawValue) }
            try run(.putRecord, names + [.integer(record.revision), .blob(record.body)])
        case .claim(let claim):
            let names: [SQLiteValue] = [.text(claim.space), .text(claim.key)]
            guard let value else { return try run(.deleteClaim, names) }
            guard let holder = EtcdValues.holder(value) else { throw Self.unreadable(claim.space) }
            try run(.putClaim, names + [.text(holder.kind.rawValue), .text(holder.id)])
        case .reference(let reference):
            try run(value == nil ? .deleteReference : .putReference, reference.columns)
        }
    }

    private static func unreadable(_ name: String) -> StoreError {
        .unavailable("a key of \(name) in etcd has a value that this version can't read")
    }
}

extension Transaction {
    /// Lets whoever remembers what is there forget it.
    fileprivate mutating func touch(_ entry: DataKeys.Entry) {
        switch entry {
        case .record(let key): deletes.append(Record(kind: key.kind, id: key.id, body: []))
        case .claim(let claim): releases.append(claim)
        case .reference: break
        }
    }
}

extension Reference {
    var columns: [SQLiteValue] {
        [.text(to.kind.rawValue), .text(to.id), .text(from.kind.rawValue), .text(from.id)]
    }
}
