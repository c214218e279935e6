import Foundation
import SQLiteAccess

/// The outbox's statements on a connection.
extension SQLiteConnection {
    func run(_ sql: OutboxSQL, _ parameters: [SQLiteValue] = []) throws(SQLiteError) {
        _ = try rows(of: sql, parameters) { _ in }
    }

    func first<Row>(
        _ sql: OutboxSQL, _ parameters: [SQLiteValue] = [], row: (SQLiteStatement) -> Row
    ) throws(SQLiteError) -> Row? {
        try rows(of: sql, parameters, row).first
    }
}

extension Date {
    /// Since 1970, as it is stored.
    var milliseconds: Int { Int((timeIntervalSince1970 * 1_000).rounded()) }

    init(milliseconds: Int) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }
}

extension Delivery {
    init(row: SQLiteStatement) {
        self.init(
            id: row.text(1), projectID: row.text(2), projectPath: row.text(3), remoteSourceID: row.text(4),
            forgeID: row.text(5), receivedTime: Date(milliseconds: row.integer(6)),
            verdict: DeliveryVerdict(rawValue: row.text(7)) ?? .unreadable, reason: row.text(8),
            kind: row.optionalText(9), state: DeliveryState(rawValue: row.integer(10)) ?? .kept,
            recovered: row.integer(11) == 1, bodyByteCount: row.integer(12), sequence: row.integer(0))
    }
}
