import Foundation
import NIOPosix
import SQLiteAccess

/// Writes a new generation into a file beside the others, on a thread of its own.
final class SQLiteGenerationWriter: GenerationWriter {
    let number: Int
    private let files: GenerationFiles
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let state = State()
    /// Puts the finished file in the place of the current generation.
    private let place: @Sendable () async throws -> Void

    /// Used on the one thread of `thread`.
    private final class State: @unchecked Sendable {
        var connection: SQLiteConnection?
        var order = ItemOrder()
    }

    init(number: Int, files: GenerationFiles, place: @escaping @Sendable () async throws -> Void) {
        self.number = number
        self.files = files
        self.place = place
        thread.start()
    }

    func write(_ items: [StoredItem]) async throws {
        try await run { connection, state in
            try connection.transaction {
                for (index, item) in items.enumerated() {
                    guard state.order.follows(item) else { throw GenerationProblem(index: index, .outOfOrder) }
                    if let missing = try connection.missing(for: item) {
                        throw GenerationProblem(index: index, .missing(missing))
                    }
                    try connection.put(item)
                }
            }
        }
    }

    func amend(_ amendment: GenerationAmendment) async throws {
        try await run { connection, _ in
            try connection.transaction {
                for item in amendment.removals { try connection.remove(item) }
                for item in amendment.puts {
                    // Another record may hold the claim.
                    if case .claim = item { try connection.remove(item) }
                    try connection.put(item)
                }
            }
        }
    }

    func written(after item: StoredItem?) async throws -> [StoredItem] {
        try await run { connection, _ in
            var place = item.map(ExportPlace.after) ?? .start
            return try place.nextPage(connection)
        }
    }

    func verify() async throws -> StoredCounts {
        try await run { connection, _ in
            for sql in [SQL.lostClaims, .lostReferences] {
                let lost = try connection.query(sql, []) { RecordKey(RecordKind($0.text(0)), $0.text(1)) }.first
                if let lost { throw GenerationProblem(index: nil, .missing(lost)) }
            }
            let words = try connection.queryOnce("PRAGMA quick_check(1)") { $0.text(0) }
            if words != ["ok"] { throw GenerationProblem(index: nil, .damaged(words.joined(separator: ", "))) }
            return try connection.query(.counts, []) { row in
                var counts = StoredCounts()
                (counts.records, counts.claims, counts.references) = (row.integer(0), row.integer(1), row.integer(2))
                return counts
            }.first ?? StoredCounts()
        }
    }

    func makeCurrent() async throws {
        try await run { _, state in state.connection = nil }
        try await place()
        try? await thread.shutdownGracefully()
    }

    func discard() async {
        _ = try? await thread.runIfActive { [state] in state.connection = nil }
        try? await thread.shutdownGracefully()
        // Once it is the current one it has another name.
        let path = files.unfinishedPath(number)
        for suffix in ["-journal", ""] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    private func run<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection, State) throws -> Value
    ) async throws -> Value {
        try await thread.runOnStore { [state, files, number] in
            let connection = try state.connection ?? Self.open(files.unfinishedPath(number))
            state.connection = connection
            return try body(connection, state)
        }
    }

    /// What is interrupted is thrown away, so it needs neither a journal nor syncs; the whole is synced before the switch.
    private static func open(_ path: String) throws(SQLiteError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, readOnly: false)
        try connection.execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
        try SQLiteSchema.configStore.migrate(connection)
        return connection
    }
}

extension SQLiteConnection {
    fileprivate func transaction(_ body: () throws -> Void) throws {
        try run(.beginWriting)
        do {
            try body()
            try run(.commit)
        } catch {
            if isInTransaction { try? execute("ROLLBACK") }
            throw error
        }
    }

    /// What a thing needs and is not there.
    fileprivate func missing(for item: StoredItem) throws(StoreError) -> RecordKey? {
        switch item {
        case .record: break
        case .claim(let taken): if try !has(taken.holder) { return taken.holder }
        case .reference(let reference):
            for end in [reference.from, reference.to] where try !has(end) { return end }
        }
        return nil
    }

    /// Writes a thing as it is.
    fileprivate func put(_ item: StoredItem) throws(StoreError) {
        switch item {
        case .record(let record):
            try run(
                .putWholeRecord,
                [.text(record.kind.rawValue), .text(record.id), .integer(record.revision), .blob(record.body)])
        case .claim(let taken):
            try run(
                .takeClaim,
                [
                    .text(taken.claim.space), .text(taken.claim.key), .text(taken.holder.kind.rawValue),
                    .text(taken.holder.id),
                ])
        case .reference(let reference): try run(.addReference, reference.values)
        }
    }

    fileprivate func remove(_ item: StoredItem) throws(StoreError) {
        switch item {
        case .record(let record):
            try run(.deleteRecord, [.text(record.kind.rawValue), .text(record.id), .integer(record.revision)])
        case .claim(let taken): try run(.releaseClaim, [.text(taken.claim.space), .text(taken.claim.key)])
        case .reference(let reference): try run(.removeReference, reference.values)
        }
    }

    private func has(_ key: RecordKey) throws(StoreError) -> Bool {
        try !query(.exists, [.text(key.kind.rawValue), .text(key.id)]) { $0.integer(0) }.isEmpty
    }
}
