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

    /// Does what was watched, as one transaction. The state that `position` names is the one that is there.
    func apply(_ changes: [FollowedChange], upTo position: Position) async throws {
        var touched = Transaction()
        for change in changes { touched.touch(change) }
        let transactions = [touched]
        hot.beginCommit(transactions)
        defer { hot.endCommit(transactions) }
        try await onWriter { connection in
            try Self.transaction(on: connection) {
                for change in changes {
                    switch change.effect {
                    case .written(let item): try Self.write(item, to: connection)
                    case .removed(let entry): try Self.remove(entry, from: connection)
                    }
                }
                try Self.setProgress(of: position, on: connection)
            }
        }
    }

    /// Replaces everything by what is read; readers see it when it is whole. A page is read while the one before is written.
    func replace(keys: DataKeys, position: Position, by walk: RangeWalk) async throws {
        do {
            try await onWriter { connection in
                for sql in [ReplicaSQL.begin, .clearRecords, .clearClaims, .clearReferences] { try connection.run(sql) }
            }
            var step = try await walk.step()
            while let page = step.page {
                let rest = step.rest
                async let next = rest.step()
                try await onWriter { connection in
                    for pair in page {
                        if let item = try keys.item(pair) { try Self.write(item, to: connection) }
                    }
                }
                step = try await next
            }
            try await onWriter { connection in
                try Self.set(position, on: connection)
                try connection.run(.commit)
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
            try connection.run(.begin)
            try body()
            try connection.run(.commit)
        } catch {
            if connection.isInTransaction { try? connection.execute("ROLLBACK") }
            throw error
        }
    }

    private static func set(_ position: Position, on connection: SQLiteConnection) throws {
        try set("etcd.state", position.state.text, on: connection)
        try set("etcd.cluster", String(position.cluster), on: connection)
        try setProgress(of: position, on: connection)
    }

    private static func setProgress(of position: Position, on connection: SQLiteConnection) throws {
        try set("etcd.revision", String(position.revision), on: connection)
        try set("etcd.latest", String(position.latest), on: connection)
    }

    private static func set(_ property: String, _ value: String, on connection: SQLiteConnection) throws {
        try connection.run(.setProperty, [.text(property), .text(value)])
    }

    private static func write(_ item: StoredItem, to connection: SQLiteConnection) throws {
        switch item {
        case .record(let record):
            try connection.run(
                .putRecord,
                [.text(record.kind.rawValue), .text(record.id), .integer(record.revision), .blob(record.body)])
        case .claim(let taken):
            try connection.run(
                .putClaim,
                [
                    .text(taken.claim.space), .text(taken.claim.key), .text(taken.holder.kind.rawValue),
                    .text(taken.holder.id),
                ])
        case .reference(let reference): try connection.run(.putReference, reference.columns)
        }
    }

    private static func remove(_ entry: DataKeys.Entry, from connection: SQLiteConnection) throws {
        switch entry {
        case .record(let key): try connection.run(.deleteRecord, [.text(key.kind.rawValue), .text(key.id)])
        case .claim(let claim): try connection.run(.deleteClaim, [.text(claim.space), .text(claim.key)])
        case .reference(let reference): try connection.run(.deleteReference, reference.columns)
        }
    }
}

extension SQLiteConnection {
    fileprivate func run(_ sql: ReplicaSQL, _ parameters: [SQLiteValue] = []) throws(SQLiteError) {
        _ = try rows(of: sql, parameters) { _ in }
    }
}

extension Transaction {
    /// Lets whoever remembers what is there forget it. What is new is in nobody's memory.
    fileprivate mutating func touch(_ change: FollowedChange) {
        switch change.effect {
        case .written(.record(let record)): if !change.isNew { deletes.append(record) }
        case .removed(.record(let key)): deletes.append(Record(kind: key.kind, id: key.id, body: []))
        case .written(.claim(let taken)): if !change.isNew { releases.append(taken.claim) }
        case .removed(.claim(let claim)): releases.append(claim)
        case .written(.reference), .removed(.reference): break
        }
    }
}

extension Reference {
    var columns: [SQLiteValue] {
        [.text(to.kind.rawValue), .text(to.id), .text(from.kind.rawValue), .text(from.id)]
    }
}
