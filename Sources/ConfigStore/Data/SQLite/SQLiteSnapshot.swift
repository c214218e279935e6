/// A snapshot of a SQLite database: the reads of one transaction on one connection.
struct SQLiteSnapshot: Snapshot {
    let connection: SQLiteConnection

    func record(_ key: RecordKey) throws -> Record? {
        try connection.query(
            .record, [.text(key.kind.rawValue), .text(key.id)]
        ) { row in
            Record(kind: key.kind, id: key.id, revision: row.integer(0), body: row.blob(1))
        }.first
    }

    func record(holding claim: Claim) throws -> Record? {
        try connection.query(.recordByClaim, [.text(claim.space), .text(claim.key)]) { row in
            Record(kind: RecordKind(row.text(0)), id: row.text(1), revision: row.integer(2), body: row.blob(3))
        }.first
    }

    func claims(_ range: ClaimRange) throws -> [ClaimedRecord] {
        // Keys with a prefix lie between the prefix and the prefix followed by the largest code point there is.
        let end = range.prefix + "\u{10FFFF}"
        let low = range.ascending ? max(range.prefix, range.after ?? "") : range.prefix
        let high = range.ascending ? end : min(end, range.after ?? end)
        let sql: SQL =
            switch (range.ascending, range.after == nil) {
            case (true, true): .claimsAscendingFrom
            case (true, false): .claimsAscendingAfter
            case (false, _): .claimsDescending
            }
        let parameters: [SQLiteValue] = [.text(range.space), .text(low), .text(high), .integer(range.limit)]
        return try connection.query(sql, parameters) { row in
            ClaimedRecord(
                key: row.text(0),
                record: Record(
                    kind: RecordKind(row.text(1)), id: row.text(2), revision: row.integer(3), body: row.blob(4)))
        }
    }

    func records(of kind: RecordKind, after id: String, limit: Int) throws -> [Record] {
        try connection.query(.recordsOfKind, [.text(kind.rawValue), .text(id), .integer(limit)]) { row in
            Record(kind: kind, id: row.text(0), revision: row.integer(1), body: row.blob(2))
        }
    }

    func referenceCount(to key: RecordKey) throws -> Int {
        try connection.query(.referenceCount, [.text(key.kind.rawValue), .text(key.id)]) { $0.integer(0) }
            .first ?? 0
    }
}
