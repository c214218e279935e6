import Foundation
import SQLiteAccess

/// Removing what nothing waits for.
extension OutboxWriter {
    /// How many deliveries one change removes at the most, so that what comes in never waits for long.
    static let chunk = 250

    /// Removes what came before a time, some of it at a time.
    func prune(before time: Date) throws(SQLiteError) -> Int {
        var removed = 0
        for state in DeliveryState.allCases where state != .waiting {
            for delivery in try finished(state, limit: Self.chunk) where delivery.received < time {
                try remove(delivery.sequence)
                removed += 1
            }
        }
        return removed
    }

    func finished(
        _ state: DeliveryState, limit: Int
    ) throws(SQLiteError) -> [(sequence: Int, received: Date, bytes: Int)] {
        try connection.rows(of: OutboxSQL.finished, [.integer(state.rawValue), .integer(limit)]) { row in
            (row.integer(0), Date(milliseconds: row.integer(1)), row.integer(2))
        }
    }

    func remove(_ sequence: Int) throws(SQLiteError) {
        if let place = try connection.place(of: sequence) { content.remove(place.extents) }
        for sql in [OutboxSQL.removeAllAttempts, .removeDispatches, .removeContent, .removeDelivery] {
            try connection.run(sql, [.integer(sequence)])
        }
    }
}
