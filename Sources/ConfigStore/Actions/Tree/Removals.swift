import Foundation
import ServiceKit

/// Deletes what holds other things, however many they are.
///
/// The transaction that deletes cuts the subtree off: it deletes the record at its top and everything that leads there.
/// From that commit on nothing below is found by path or id, since every look-up needs the whole way up; nothing is
/// listed, since a list needs what holds it; no claim is in the way, since the claims are about the ids of what is gone;
/// and nothing is written there, since every write requires its place unchanged. The records below are removed
/// afterwards in small transactions, so that nobody waits for a large one. A removal that is under way is a record of
/// its own: the process may end at any time, and the next one goes on. It says who deleted what when, so that each of the
/// records below has its entry in the audit log, written with its removal.
struct Removals: Sendable {
    let environment: ActionEnvironment
    /// How many records one transaction removes; it holds up other writers for some milliseconds.
    private static let batch = 50
    /// How many transactions the one who deletes does before leaving the rest to the service.
    private static let batchesAtOnce = 10

    /// Makes the contents of something that is deleted in the same transaction go too.
    static func add(_ removal: RemovalRecord, of id: String, in transaction: ActionTransaction) throws {
        let stored = Stored(id: id, revision: 0, value: removal)
        try transaction.put(stored)
        transaction.take(RemovalRecord.claim(id), for: stored.key)
    }

    /// Runs an action that deletes something. What it left behind is gone afterwards too, unless it is a lot.
    func deleting(_ action: @Sendable @escaping (ActionTransaction) throws -> Void) async throws {
        try await unlessHeldByRemoved(action)
        environment.removalSignal.notify()
        // The deletion is done whatever happens here, and the service goes on with it.
        _ = try? await sweep(maxBatches: Self.batchesAtOnce)
    }

    /// Runs an action that is refused while something refers to what it is about. When that may be only what was deleted
    /// and is still being removed, this waits for it to be gone.
    func unlessHeldByRemoved<Value: Sendable>(
        _ action: @Sendable @escaping (ActionTransaction) throws -> Value
    ) async throws -> Value {
        for _ in 0..<Self.maxWaits {
            do {
                return try await environment.database.do { transaction in
                    do {
                        return try action(transaction)
                    } catch let refusal as ServiceError
                        where refusal.kind == .conflict && refusal.code.hasSuffix("InUse")
                    {
                        // Both from one snapshot: what was pending then may be gone a moment later.
                        guard try Self.isPending(in: transaction) else { throw refusal }
                        throw HeldByRemoved()
                    }
                }
            } catch is HeldByRemoved {
                try await sweep()
            }
        }
        return try await environment.database.do(action)
    }

    private struct HeldByRemoved: Error {}
    private static let maxWaits = 5

    /// Removes what can't be reached any more.
    ///
    /// - Parameters:
    ///   - maxBatches: After how many transactions to stop.
    ///   - pausing: Whether it waits in maintenance: who does it for a request passed the gate already.
    /// - Returns: Whether nothing is left.
    @discardableResult
    func sweep(maxBatches: Int = .max, pausing: Bool = false) async throws -> Bool {
        var after: String?
        var hasProgressed = false
        for _ in 0..<maxBatches {
            let start = after
            let remove = {
                try await environment.database.do { try removeBatch(after: start, in: $0) }
            }
            let outcome = pausing ? try await environment.gate.whenOpen(remove) : try await remove()
            hasProgressed = hasProgressed || outcome.removed > 0
            after = outcome.last
            guard outcome.last == nil else { continue }
            // Once round: again, as long as it helps, since one may have waited for another.
            if outcome.isEmpty && start == nil { return true }
            if !hasProgressed { return false }
            hasProgressed = false
        }
        return try await environment.database.do { try !Self.isPending(in: $0) }
    }

    private static func isPending(in transaction: ActionTransaction) throws -> Bool {
        try !transaction.claims(ClaimRange(RemovalRecord.space, limit: 1)).isEmpty
    }

    private struct Outcome: Sendable {
        var removed = 0
        var isEmpty = true
        /// Where to go on; nil at the end.
        var last: String?
    }

    private func removeBatch(after start: String?, in transaction: ActionTransaction) throws -> Outcome {
        let batch = Self.batch
        let pending = try transaction.claims(ClaimRange(RemovalRecord.space, after: start, limit: batch))
        var outcome = Outcome(isEmpty: pending.isEmpty)
        for claimed in pending {
            let (removed, isDone) = try removeContents(
                of: Stored(claimed.record), limit: batch - outcome.removed, in: transaction)
            outcome.removed += removed
            if isDone {
                transaction.release(RemovalRecord.claim(claimed.key))
                transaction.delete(claimed.record)
                outcome.removed += 1
            }
            if outcome.removed >= batch {
                // Where this one is not done, it is the first of the next batch.
                outcome.last = isDone ? claimed.key : outcome.last ?? start ?? ""
                return outcome
            }
            outcome.last = claimed.key
        }
        if pending.count < batch { outcome.last = nil }
        return outcome
    }

    private func removeContents(
        of removal: Stored<RemovalRecord>, limit: Int, in transaction: ActionTransaction
    ) throws -> (removed: Int, isDone: Bool) {
        let contents = RemovedContents(
            removal: removal.value, identifiers: environment.identifiers, transaction: transaction)
        var removed = 0
        var isDone = true
        for space in TreeContents.removedSpaces {
            let left = limit - removed
            guard left > 0 else { return (removed, false) }
            let found = try transaction.claims(ClaimRange(space, prefix: "\(removal.id)/", limit: left))
            let gone = try contents.remove(found.map(\.record))
            removed += gone
            isDone = isDone && found.count < left && gone == found.count
        }
        return (removed, isDone)
    }
}
