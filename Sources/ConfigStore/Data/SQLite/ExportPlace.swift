package import SQLiteAccess

/// How far a walk through everything has come: after what.
package enum ExportPlace: Sendable, Hashable {
    case records(after: RecordKey)
    case claims(after: Claim)
    case references(after: Reference)
    case end

    /// Before everything.
    package static let start = ExportPlace.records(after: RecordKey("", ""))

    /// A page has so many things at the most, and ends with the one that makes it this large.
    static let maxItems = 500
    static let maxBytes = 1024 * 1024

    private var current: ExportPlace? { self == .end ? nil : self }

    /// The next page, which moves this behind it; empty at the end.
    package mutating func nextPage(_ connection: SQLiteConnection) throws -> [StoredItem] {
        while let place = current {
            let (page, next) = try place.page(connection)
            self = next
            if !page.isEmpty { return page }
        }
        return []
    }

    /// The next page, and where it ends.
    private func page(_ connection: SQLiteConnection) throws -> ([StoredItem], ExportPlace) {
        switch self {
        case .records(let key):
            let items = try rows(.allRecords, [.text(key.kind.rawValue), .text(key.id)], connection) { row in
                .record(
                    Record(kind: RecordKind(row.text(0)), id: row.text(1), revision: row.integer(2), body: row.blob(3)))
            }
            return (items, items.last.map(Self.after) ?? .claims(after: Claim("", "")))
        case .claims(let claim):
            let items = try rows(.allClaims, [.text(claim.space), .text(claim.key)], connection) { row in
                .claim(
                    .init(
                        claim: Claim(row.text(0), row.text(1)), holder: RecordKey(RecordKind(row.text(2)), row.text(3)))
                )
            }
            let nothing = RecordKey("", "")
            return (items, items.last.map(Self.after) ?? .references(after: Reference(from: nothing, to: nothing)))
        case .references(let reference):
            let items = try rows(.allReferences, reference.values, connection) { row in
                .reference(
                    Reference(
                        from: RecordKey(RecordKind(row.text(2)), row.text(3)),
                        to: RecordKey(RecordKind(row.text(0)), row.text(1))))
            }
            return (items, items.last.map(Self.after) ?? .end)
        case .end: return ([], .end)
        }
    }

    static func after(_ item: StoredItem) -> ExportPlace {
        switch item {
        case .record(let record): .records(after: record.key)
        case .claim(let taken): .claims(after: taken.claim)
        case .reference(let reference): .references(after: reference)
        }
    }

    private func rows(
        _ sql: SQL, _ parameters: [SQLiteValue], _ connection: SQLiteConnection,
        item: (SQLiteStatement) -> StoredItem
    ) throws(SQLiteError) -> [StoredItem] {
        var items: [StoredItem] = []
        var bytes = 0
        try connection.forEachRow(of: sql, parameters + [.integer(Self.maxItems)]) { row in
            let next = item(row)
            items.append(next)
            if case .record(let record) = next { bytes += record.body.count }
            return bytes < Self.maxBytes
        }
        return items
    }
}
