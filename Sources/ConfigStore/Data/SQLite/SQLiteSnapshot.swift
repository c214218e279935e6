import Foundation
package import SQLiteAccess

/// A snapshot of a SQLite database: the reads of one transaction on one connection.
package struct SQLiteSnapshot: Snapshot {
    let connection: SQLiteConnection

    package init(connection: SQLiteConnection) {
        self.connection = connection
    }

    /// Reads on a snapshot of the database as it is, whose connection may run other statements too.
    package static func read<Value>(
        on connection: SQLiteConnection, _ body: (SQLiteSnapshot) throws -> Value
    ) throws -> Value {
        try connection.run(.begin)
        defer { try? connection.run(.commit) }
        return try body(SQLiteSnapshot(connection: connection))
    }

    package func record(_ key: RecordKey) throws -> Record? {
        try connection.query(
            .record, [.text(key.kind.rawValue), .text(key.id)]
        ) { row in
            Record(kind: key.kind, id: key.id, revision: row.integer(0), body: row.blob(1))
        }.first
    }

    package func record(holding claim: Claim) throws -> Record? {
        try connection.query(.recordByClaim, [.text(claim.space), .text(claim.key)]) { row in
            Record(kind: RecordKind(row.text(0)), id: row.text(1), revision: row.integer(2), body: row.blob(3))
        }.first
    }

    package func claims(_ range: ClaimRange) throws -> [ClaimedRecord] {
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

    package func records(of kind: RecordKind, after id: String, limit: Int) throws -> [Record] {
        try connection.query(.recordsOfKind, [.text(kind.rawValue), .text(id), .integer(limit)]) { row in
            Record(kind: kind, id: row.text(0), revision: row.integer(1), body: row.blob(2))
        }
    }

    package func referenceCount(to key: RecordKey) throws -> Int {
        try connection.query(.referenceCount, [.text(key.kind.rawValue), .text(key.id)]) { $0.integer(0) }
            .first ?? 0
    }

    package func referenceCounts(to key: RecordKey) throws -> [RecordKind: Int] {
        let rows = try connection.query(.referenceCounts, [.text(key.kind.rawValue), .text(key.id)]) { row in
            (RecordKind(row.text(0)), row.integer(1))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    package func records(_ keys: [RecordKey]) throws -> [Record] {
        if keys.isEmpty { return [] }
        let list = try Self.json(keys.map { [$0.kind.rawValue, $0.id] })
        return try connection.query(.records, [.text(list)]) { row in Self.record(row, from: 0) }
    }

    package func path(_ space: String, from start: String, names: [String]) throws -> [Record] {
        if names.isEmpty { return [] }
        return try steps(.claimPath, [.text(start), .text(space), .text(try Self.json(names))])
    }

    package func chain(_ space: String, from start: String) throws -> [Record] {
        try steps(.claimChain, [.text(start), .text(space), .integer(Self.maxChain)])
    }

    package func claims(_ space: String, below ids: [String], limit: Int) throws -> [ClaimedRecord] {
        if ids.isEmpty { return [] }
        return try connection.query(
            .claimsBelow, [.text(try Self.json(ids)), .text(space), .integer(limit)]
        ) { row in ClaimedRecord(key: row.text(0), record: Self.record(row, from: 1)) }
    }

    package func claims(_ space: String, keys: [String]) throws -> [ClaimedRecord] {
        if keys.isEmpty { return [] }
        return try connection.query(.claimsByKey, [.text(try Self.json(keys)), .text(space)]) { row in
            ClaimedRecord(key: row.text(0), record: Self.record(row, from: 1))
        }
    }

    package func claims(_ range: LevelRange) throws -> [ClaimedRecord] {
        guard let first = range.levels.first else { return [] }
        var parameters: [SQLiteValue] = [
            .text(try Self.json(range.levels)), .text(range.space), .text(range.after ?? "\(first)/"),
            .integer(range.limit),
        ]
        if range.isNearestOnly {
            parameters += [.text(try Self.json(range.before + range.levels)), .integer(range.before.count)]
        }
        return try connection.query(
            range.isNearestOnly ? .nearestClaimsOfLevels : .claimsOfLevels, parameters
        ) { row in ClaimedRecord(key: row.text(0), record: Self.record(row, from: 1)) }
    }

    package func ids(among ids: [String], holdingIn space: String) throws -> Set<String> {
        if ids.isEmpty { return [] }
        return Set(
            try connection.query(.idsWithClaims, [.text(try Self.json(ids)), .text(space)]) { $0.text(0) })
    }

    package func claimCount(_ space: String, prefix: String) throws -> Int {
        try connection.query(.claimCount, [.text(space), .text(prefix), .text(prefix + "\u{10FFFF}")]) {
            $0.integer(0)
        }.first ?? 0
    }

    package func claimCount(_ space: String, before key: String) throws -> Int {
        try connection.query(.claimCount, [.text(space), .text(""), .text(key)]) { $0.integer(0) }.first ?? 0
    }

    func hasClaim(_ space: String, prefix: String) throws -> Bool {
        try !connection.query(.anyClaim, [.text(space), .text(prefix), .text(prefix + "\u{10FFFF}")]) {
            $0.integer(0)
        }.isEmpty
    }

    /// No chain is longer; a broken database must not make an endless one.
    private static let maxChain = 1_000

    /// The records of the steps up to the first one that has none.
    private func steps(_ sql: SQL, _ parameters: [SQLiteValue]) throws -> [Record] {
        let found = try connection.query(sql, parameters) { row in
            (place: row.integer(0), record: Self.record(row, from: 1))
        }.sorted { $0.place < $1.place }
        return zip(found, 1...).prefix { $0.place == $1 }.map(\.0.record)
    }

    private static func record(_ row: SQLiteStatement, from column: Int32) -> Record {
        Record(
            kind: RecordKind(row.text(column)), id: row.text(column + 1), revision: row.integer(column + 2),
            body: row.blob(column + 3))
    }

    private static func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }
}
