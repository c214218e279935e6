import Foundation
import SQLiteAccess

/// Applies transactions on the one connection that writes.
final class SQLiteWriter {
    let connection: SQLiteConnection
    /// The revision of the last commit.
    private(set) var revision: Int
    private var kept: KeptCommits?
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - connection: The one that writes.
    ///   - keptBytes: How many bytes of commits are kept for their reader; nil when nobody reads them.
    ///   - now: The clock.
    init(
        connection: SQLiteConnection, keptBytes: Int? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        self.connection = connection
        self.now = now
        revision = try connection.storeRevision()
        if let keptBytes {
            kept = try KeptCommits(limit: keptBytes, connection: connection, revision: revision)
        } else {
            try KeptCommits.forgetAll(connection)
        }
    }

    /// What a group of transactions leaves behind.
    private struct Applied {
        var outcomes: [Result<Int, any Error>] = []
        var revision: Int
        var kept: KeptCommits?
    }

    /// Applies several transactions and makes them durable together: one commit, one sync. A guard that fails undoes only
    /// its own transaction.
    ///
    /// - Returns: The outcome of each, in order: the store's revision once it was applied.
    func apply(_ group: [PendingCommit]) -> [Result<Int, any Error>] {
        do {
            // A savepoint copies every page that changes; mostly there is nothing to undo.
            return try committed(group) { pending, applied in
                try apply(pending.transaction)
                try number(pending, in: &applied)
            }
        } catch let failure as GuardFailure where group.count == 1 {
            return [.failure(failure)]
        } catch is GuardFailure {
            return applyEach(group)
        } catch {
            return group.map { _ in .failure(error) }
        }
    }

    /// Forgets kept commits up to a revision.
    func dropCommits(through revision: Int) throws {
        try kept?.drop(through: revision, connection: connection)
    }

    /// The same with each transaction in a savepoint of its own.
    private func applyEach(_ group: [PendingCommit]) -> [Result<Int, any Error>] {
        do {
            return try committed(group) { pending, applied in
                if let failure = try failure(of: pending.transaction) {
                    applied.outcomes.append(.failure(failure))
                } else {
                    try number(pending, in: &applied)
                }
            }
        } catch {
            return group.map { _ in .failure(error) }
        }
    }

    /// Commits what `work` does with each; nothing of it is there when this throws, whatever a single savepoint said.
    private func committed(
        _ group: [PendingCommit], _ work: (PendingCommit, inout Applied) throws -> Void
    ) throws -> [Result<Int, any Error>] {
        var applied = Applied(revision: revision, kept: kept)
        do {
            try connection.run(.beginWriting)
            for pending in group { try work(pending, &applied) }
            if applied.revision != revision {
                try connection.run(.setStoreRevision, [.text(String(applied.revision))])
                try applied.kept?.trim(connection)
            }
            try connection.run(.commit)
        } catch {
            if connection.isInTransaction { try? connection.execute("ROLLBACK") }
            throw error
        }
        revision = applied.revision
        kept = applied.kept
        return applied.outcomes
    }

    /// Gives a transaction that was applied its place in the order, and keeps it where that is wanted.
    private func number(_ pending: PendingCommit, in applied: inout Applied) throws {
        applied.revision += 1
        applied.outcomes.append(.success(applied.revision))
        if let changes = pending.changes {
            try applied.kept?.keep(changes, revision: applied.revision, time: now(), connection: connection)
        }
    }

    /// Applies a transaction in a savepoint; a guard that failed has undone it.
    private func failure(of transaction: Transaction) throws(StoreError) -> GuardFailure? {
        try connection.run(.savepoint)
        do {
            try apply(transaction)
            try connection.run(.release)
            return nil
        } catch let failure as GuardFailure {
            try connection.run(.rollBackToSavepoint)
            try connection.run(.release)
            return failure
        } catch let error as StoreError {
            throw error
        } catch {
            throw .unavailable("\(error)")
        }
    }

    private func apply(_ transaction: Transaction) throws {
        for claim in transaction.releases { try release(claim) }
        for reference in transaction.removedReferences { try connection.run(.removeReference, reference.values) }
        for record in transaction.puts { try put(record) }
        for reference in transaction.addedReferences { try add(reference) }
        for record in transaction.deletes { try delete(record) }
        let made = transaction.made
        for taken in transaction.takes {
            try take(taken)
            if !made.contains(taken.holder) { try requireExistence(of: taken.holder) }
        }
        for record in transaction.unchanged { try requireUnchanged(record) }
        for range in transaction.counted { try requireCount(range) }
        for claim in transaction.free { try requireFree(claim) }
        for key in transaction.unreferenced { try requireUnreferenced(key) }
    }

    private func put(_ record: Record) throws {
        let key: [SQLiteValue] = [.text(record.kind.rawValue), .text(record.id)]
        if record.revision == 0 {
            try connection.run(.insertRecord, key + [.blob(record.body)])
            if connection.changes == 0 { throw GuardFailure.alreadyExists(record.key) }
        } else {
            try connection.run(.updateRecord, [.blob(record.body)] + key + [.integer(record.revision)])
            if connection.changes == 0 { throw GuardFailure.changed(record.key) }
        }
    }

    private func delete(_ record: Record) throws {
        let key: [SQLiteValue] = [.text(record.kind.rawValue), .text(record.id)]
        try requireUnreferenced(record.key)
        try connection.run(.deleteRecord, key + [.integer(record.revision)])
        if connection.changes == 0 { throw GuardFailure.changed(record.key) }
    }

    private func take(_ taken: Transaction.TakenClaim) throws {
        try connection.run(
            .takeClaim,
            [
                .text(taken.claim.space), .text(taken.claim.key), .text(taken.holder.kind.rawValue),
                .text(taken.holder.id),
            ])
        if connection.changes == 0 { throw GuardFailure.taken(taken.claim) }
    }

    private func release(_ claim: Claim) throws {
        try connection.run(.releaseClaim, [.text(claim.space), .text(claim.key)])
        if connection.changes == 0 { throw GuardFailure.notHeld(claim) }
    }

    private func add(_ reference: Reference) throws {
        try requireExistence(of: reference.to)
        try connection.run(.addReference, reference.values)
    }

    private func requireExistence(of key: RecordKey) throws {
        let found = try connection.query(.exists, [.text(key.kind.rawValue), .text(key.id)]) { $0.integer(0) }
        if found.isEmpty { throw GuardFailure.missing(key) }
    }

    private func requireCount(_ range: Transaction.CountedRange) throws {
        let snapshot = SQLiteSnapshot(connection: connection)
        let isRight =
            try range.count == 0
            ? !snapshot.hasClaim(range.space, prefix: range.prefix)
            : snapshot.claimCount(range.space, prefix: range.prefix) == range.count
        if !isRight { throw GuardFailure.otherCount(space: range.space, prefix: range.prefix) }
    }

    private func requireFree(_ claim: Claim) throws {
        let found = try connection.query(.claimExists, [.text(claim.space), .text(claim.key)]) { $0.integer(0) }
        if !found.isEmpty { throw GuardFailure.taken(claim) }
    }

    private func requireUnreferenced(_ key: RecordKey) throws {
        let count = try SQLiteSnapshot(connection: connection).referenceCount(to: key)
        if count > 0 { throw GuardFailure.referenced(key, count: count) }
    }

    private func requireUnchanged(_ record: Transaction.UnchangedRecord) throws {
        let key = record.key
        let found = try connection.query(.revision, [.text(key.kind.rawValue), .text(key.id)]) { $0.integer(0) }
        if found.first != record.revision { throw GuardFailure.changed(key) }
    }
}

extension Transaction {
    /// The records that are there because this transaction writes them: nothing has to be asked of these.
    fileprivate var made: Set<RecordKey> { Set(puts.map(\.key)).subtracting(deletes.map(\.key)) }
}

extension Reference {
    /// As the statements about references take them.
    var values: [SQLiteValue] {
        [.text(to.kind.rawValue), .text(to.id), .text(from.kind.rawValue), .text(from.id)]
    }
}
