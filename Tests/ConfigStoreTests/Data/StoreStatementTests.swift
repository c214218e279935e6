import Foundation
import SQLiteAccess
import Testing

@testable import ConfigStore

/// What walks everything, because everything is what it is asked for: an import is verified and counted, and the commits
/// that are kept are walked from either end, in their order.
private let walkingOnPurpose: Set<SQL> = [
    .lostClaims, .lostReferences, .counts, .oldestKeptCommits, .newestKeptCommit, .keptBytes,
]

@Suite("The store's statements")
struct StoreStatementTests {
    /// What a statement does that is neither a read nor a write of rows that are there already.
    private static let withoutPlan: Set<SQL> = [
        .begin, .beginWriting, .commit, .savepoint, .release, .rollBackToSavepoint, .insertRecord, .takeClaim,
        .addReference, .setStoreRevision, .keepCommit, .putWholeRecord,
    ]

    private static func plan(of text: String) throws -> [String] {
        let path = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString + ".db"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let connection = try SQLiteConnection(path: path, readOnly: false)
        try SQLiteSchema.configStore.migrate(connection)
        return try connection.queryOnce("EXPLAIN QUERY PLAN " + text) { $0.text(3) }
    }

    @Test(
        "find their rows by a key, and never walk a table or sort",
        arguments: SQL.allCases.filter { !walkingOnPurpose.contains($0) })
    func plans(sql: SQL) throws {
        let plan = try Self.plan(of: sql.text)
        #expect(plan.isEmpty == Self.withoutPlan.contains(sql))
        for step in plan where !Self.isGiven(step) {
            #expect(step.hasPrefix("SEARCH ") && step.contains(" PRIMARY KEY ("), "\(plan)")
        }
    }

    /// Walks what the statement was given: the list in its parameter, or the steps that it has made so far.
    private static func isGiven(_ step: String) -> Bool {
        step.hasPrefix("SCAN k VIRTUAL TABLE INDEX") || step.hasPrefix("SCAN l VIRTUAL TABLE INDEX")
            || step == "SCAN step" || step == "SCAN CONSTANT ROW"
            || step.hasPrefix("CORRELATED SCALAR SUBQUERY")
            || ["SETUP", "RECURSIVE STEP", "CO-ROUTINE step", "MATERIALIZE step"].contains(step)
    }

    @Test("would be seen to walk a table if they did")
    func walking() throws {
        let found = try Self.plan(of: "SELECT body FROM record WHERE id = ? ORDER BY revision")
        #expect(found.first == "SCAN record")
        #expect(found.count == 2)
    }
}
