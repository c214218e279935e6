/// A snapshot of a SQLite database: the reads of one transaction on one connection.
struct SQLiteSnapshot: Snapshot {
    let connection: SQLiteConnection

    func record(_ key: RecordKey) throws -> Record? {
        try connection.query(
            SQL.record, [.text(key.kind.rawValue), .text(key.id)]
        ) { row in
            Record(kind: key.kind, id: key.id, revision: row.integer(0), body: row.blob(1))
        }.first
    }

    func record(holding claim: Claim) throws -> Record? {
        try connection.query(SQL.recordByClaim, [.text(claim.space), .text(claim.key)]) { row in
            Record(kind: RecordKind(row.text(0)), id: row.text(1), revision: row.integer(2), body: row.blob(3))
        }.first
    }

    func claims(_ range: ClaimRange) throws -> [ClaimedRecord] {
        // Keys with a prefix lie between the prefix and the prefix followed by the largest code point there is.
        let end = range.prefix + "\u{10FFFF}"
        let low = range.ascending ? max(range.prefix, range.after ?? "") : range.prefix
        let high = range.ascending ? end : min(end, range.after ?? end)
        let sql: String
        switch (range.ascending, range.after == nil) {
        case (true, true): sql = SQL.claimsAscendingFrom
        case (true, false): sql = SQL.claimsAscendingAfter
        case (false, _): sql = SQL.claimsDescending
        }
        let parameters: [SQLiteValue] = [.text(range.space), .text(low), .text(high), .integer(range.limit)]
        return try connection.query(sql, parameters) { row in
            ClaimedRecord(
                key: row.text(0),
                record: Record(
                    kind: RecordKind(row.text(1)), id: row.text(2), revision: row.integer(3), body: row.blob(4)))
        }
    }

    func referenceCount(to key: RecordKey) throws -> Int {
        try connection.query(SQL.referenceCount, [.text(key.kind.rawValue), .text(key.id)]) { $0.integer(0) }
            .first ?? 0
    }

    enum SQL {
        static let record = "SELECT revision, body FROM record WHERE kind = ? AND id = ?"
        static let recordByClaim = """
            SELECT r.kind, r.id, r.revision, r.body FROM claim c JOIN record r ON r.kind = c.kind AND r.id = c.id
            WHERE c.space = ? AND c.key = ?
            """
        private static let claims = """
            SELECT c.key, r.kind, r.id, r.revision, r.body
            FROM claim c CROSS JOIN record r ON r.kind = c.kind AND r.id = c.id
            """
        static let claimsAscendingFrom =
            "\(claims) WHERE c.space = ? AND c.key >= ? AND c.key < ? ORDER BY c.key LIMIT ?"
        static let claimsAscendingAfter =
            "\(claims) WHERE c.space = ? AND c.key > ? AND c.key < ? ORDER BY c.key LIMIT ?"
        static let claimsDescending =
            "\(claims) WHERE c.space = ? AND c.key >= ? AND c.key < ? ORDER BY c.key DESC LIMIT ?"
        static let referenceCount = "SELECT count(*) FROM reference WHERE to_kind = ? AND to_id = ?"
    }
}
