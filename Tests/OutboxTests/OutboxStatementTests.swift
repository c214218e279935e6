import Foundation
import SQLiteAccess
import Testing

@testable import Outbox

@Suite("The outbox's statements")
struct OutboxStatementTests {
    /// What is asked when it is opened, every ten minutes or for metrics, and walks what waits or is free.
    private static let walking: Set<OutboxSQL> = [.depths, .waitingSinks, .free]

    @Test("find their rows by a key, and never walk a table or sort", arguments: OutboxSQL.allCases)
    func plans(sql: OutboxSQL) throws {
        let path = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString + ".db"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let connection = try SQLiteConnection(path: path, readOnly: false)
        try SQLiteSchema.outbox.migrate(connection)
        let plan = try connection.queryOnce("EXPLAIN QUERY PLAN " + sql.text) { $0.text(3) }
        for step in plan where !Self.walking.contains(sql) {
            let isKeyed = step.hasPrefix("SEARCH ") && (step.contains(" USING ") || step.contains(" rowid"))
            // The last row of a table is found without walking it.
            let isLast = step == "SEARCH delivery" && sql == .lastSequence
            #expect(isKeyed || isLast || step.contains("SCALAR SUBQUERY"), "\(plan)")
        }
    }
}
