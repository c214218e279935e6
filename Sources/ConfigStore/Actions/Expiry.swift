import Foundation
import ServiceKit

/// Removes sessions and used OAuth2 states once their time is over.
struct Expiry: Sendable {
    let environment: ActionEnvironment
    private static let batch = 200

    /// The claim that sorts what expires by when it does: seconds since 1970 in twelve digits, then the record.
    static func claim(_ time: Date, _ key: RecordKey) -> Claim {
        Claim("expiry", "\(seconds(time))/\(key.kind)/\(key.id)")
    }

    /// Removes what has expired, a bounded number at a time.
    ///
    /// - Returns: How many records were removed.
    @discardableResult
    func removeExpired() async throws -> Int {
        let limit = Self.seconds(environment.now())
        var removed = 0
        while true {
            let count = try await environment.database.do { transaction in
                let due = try transaction.claims(ClaimRange("expiry", limit: Self.batch)).filter { $0.key < limit }
                for claimed in due { try Self.remove(claimed.record, in: transaction) }
                return due.count
            }
            removed += count
            if count < Self.batch { return removed }
        }
    }

    private static func remove(_ record: Record, in transaction: ActionTransaction) throws {
        switch record.kind {
        case SessionRecord.kind:
            try Sessions.remove(try Stored<SessionRecord>(record), in: transaction)
        case OAuth2StateRecord.kind:
            let state = try Stored<OAuth2StateRecord>(record)
            transaction.release(OAuth2StateRecord.claim(state.value.stateID))
            transaction.release(claim(state.value.expiresAt, state.key))
            try transaction.delete(state)
        default:
            throw StoreError.unavailable("\(record.kind) does not expire")
        }
    }

    /// Seconds since 1970 in twelve digits, which sort as the times do.
    static func seconds(_ time: Date) -> String {
        let digits = String(Int(max(0, time.timeIntervalSince1970)))
        return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }
}
