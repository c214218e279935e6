import Foundation
import SQLiteAccess

/// A database in which an export of Agola's is put together: the store's own tables, and what is still to be settled. Used on
/// one thread; what is larger than memory is in a file that has no name any more, so nothing is ever left of it.
final class AgolaScratch {
    let connection: SQLiteConnection
    private var exportPlace = ExportPlace.start

    /// - Parameter directory: Where there is room for as much as is imported.
    init(directory: String) throws {
        // What is interrupted before it has lost its name goes with other imports that were.
        let path = "\(directory)/configstore-agola-\(UUID().uuidString).db.new"
        connection = try SQLiteConnection(path: path, readOnly: false)
        defer { unlink(path) }
        // Nothing is ever undone in it.
        try connection.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE")
        try SQLiteSchema.configStore.migrate(connection)
        try connection.execute(AgolaSQL.table)
        try connection.run(SQL.beginWriting)
    }

    /// Adds an object that is read.
    ///
    /// - Returns: Where the same id was before; nil when it is new.
    func insert(_ draft: AgolaDraft) throws -> String? {
        let known = try rows(.draftByID, [.text(draft.id)]) { "\($0.text(1)) (\($0.text(0)))" }.first
        if let known { return known }
        try run(
            .insertDraft,
            [
                .text(draft.kind.rawValue), .text(draft.id), .text(draft.place), .text(draft.parent.kind.rawValue),
                .text(draft.parent.id),
            ])
        if draft.state == .leftOut { try settle(draft, as: .leftOut) } else { try put(draft.key, body: draft.body) }
        return nil
    }

    /// Writes a record that is new.
    func put(_ key: RecordKey, body: [UInt8]) throws {
        try connection.run(
            SQL.putWholeRecord, [.text(key.kind.rawValue), .text(key.id), .integer(1), .blob(body)])
    }

    func replace(_ draft: AgolaDraft, with object: some StoredObject) throws {
        try run(.updateRecord, [.blob(try object.encoded()), .text(draft.kind.rawValue), .text(draft.id)])
    }

    /// A page of a kind, by id.
    func drafts(_ kind: AgolaKind, after id: String, limit: Int = 200) throws -> [AgolaDraft] {
        try rows(.drafts, [.text(kind.rawValue), .text(id), .integer(limit)]) { Self.draft(kind, $0) }
    }

    /// An object without its body; nil when the file does not have it.
    func draft(_ key: RecordKey) throws -> AgolaDraft? {
        guard let kind = AgolaKind(rawValue: key.kind.rawValue) else { return nil }
        return try rows(.draft, [.text(kind.rawValue), .text(key.id)]) { Self.draft(kind, $0) }.first
    }

    func object<Object: StoredObject>(_ type: Object.Type, id: String) throws -> Stored<Object>? {
        try connection.rows(of: SQL.record, [.text(Object.kind.rawValue), .text(id)]) { row in
            Record(kind: Object.kind, id: id, revision: row.integer(0), body: row.blob(1))
        }.first.map(Stored<Object>.init)
    }

    /// Says what becomes of an object.
    func settle(_ draft: AgolaDraft, as state: AgolaDraft.State) throws {
        try run(
            .settle,
            [
                .integer(state.rawValue), .text(draft.owner.kind.rawValue), .text(draft.owner.id),
                .integer(draft.depth), .text(draft.kind.rawValue), .text(draft.id),
            ])
        if state == .leftOut { try run(.deleteRecord, [.text(draft.kind.rawValue), .text(draft.id)]) }
    }

    func holder(of claim: Claim) throws -> RecordKey? {
        try rows(.claimHolder, [.text(claim.space), .text(claim.key)]) { row in
            RecordKey(RecordKind(row.text(0)), row.text(1))
        }.first
    }

    func take(_ claim: Claim, for holder: RecordKey) throws {
        try connection.run(
            SQL.takeClaim, [.text(claim.space), .text(claim.key), .text(holder.kind.rawValue), .text(holder.id)])
    }

    func refer(from: RecordKey, to: RecordKey) throws {
        try connection.run(SQL.addReference, Reference(from: from, to: to).values)
    }

    func rows<Row>(_ sql: AgolaSQL, _ parameters: [SQLiteValue], _ row: (SQLiteStatement) -> Row) throws -> [Row] {
        try connection.rows(of: sql, parameters, row)
    }

    private func run(_ sql: AgolaSQL, _ parameters: [SQLiteValue]) throws {
        _ = try rows(sql, parameters) { _ in }
    }

    /// The next page of an export of what was put together; empty at its end.
    func nextPage() throws -> [StoredItem] { try exportPlace.nextPage(connection) }

    private static func draft(_ kind: AgolaKind, _ row: SQLiteStatement) -> AgolaDraft {
        AgolaDraft(
            kind: kind, id: row.text(0), place: row.text(1), parent: RecordKey(RecordKind(row.text(2)), row.text(3)),
            state: AgolaDraft.State(rawValue: row.integer(4)) ?? .waiting,
            owner: RecordKey(RecordKind(row.text(5)), row.text(6)), depth: row.integer(7), body: row.blob(8))
    }
}
