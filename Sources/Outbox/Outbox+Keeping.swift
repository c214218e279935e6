import Foundation
import SQLiteAccess

extension Outbox {
    /// Removes what is too old, and parks what waits too long for sinks that there are no more.
    package func keepHouse() async throws(OutboxError) {
        let oldest = now().addingTimeInterval(-86_400 * Double(configuration.retentionDays))
        try await repeated(.prune(before: oldest))
        let late = now().addingTimeInterval(-Double(configuration.parkAfterSeconds))
        let waiting = try await read { connection in
            try connection.rows(of: OutboxSQL.waitingSinks, []) { $0.text(0) }
        }
        for sink in waiting where queues[sink] == nil { try await repeated(.park(sink: sink, before: late)) }
    }

    private func repeated(_ change: OutboxChange) async throws(OutboxError) {
        while case .changed(let count) = try await commit(change), count > 0 {}
    }
}
