import ConfigStore
import SQLiteAccess

/// Looks at a transaction's guards on what the replica has, one after the other as they would be when it is applied.
struct GuardCheck {
    let connection: SQLiteConnection
    /// What the transaction has done so far: a record's revision, or nil where it was deleted.
    private var records: [RecordKey: Int?] = [:]
    private var claims: [Claim: Bool] = [:]
    private var references: [Reference: Bool] = [:]

    init(connection: SQLiteConnection) {
        self.connection = connection
    }

    /// - Returns: The guard that fails; nil when all hold.
    mutating func failure(of transaction: Transaction) throws -> GuardFailure? {
        do {
            try apply(transaction)
            return nil
        } catch let failure as GuardFailure {
            return failure
        }
    }

    private mutating func apply(_ transaction: Transaction) throws {
        for claim in transaction.releases {
            guard try isHeld(claim) else { throw GuardFailure.notHeld(claim) }
            claims[claim] = false
        }
        for reference in transaction.removedReferences { references[reference] = false }
        for record in transaction.puts {
            let revision = try revision(of: record.key)
            if record.revision == 0, revision != nil { throw GuardFailure.alreadyExists(record.key) }
            if record.revision != revision ?? 0 { throw GuardFailure.changed(record.key) }
            records[record.key] = record.revision + 1
        }
        for reference in transaction.addedReferences {
            try requireExistence(of: reference.to)
            references[reference] = true
        }
        for record in transaction.deletes {
            try requireUnreferenced(record.key)
            guard try revision(of: record.key) == record.revision else { throw GuardFailure.changed(record.key) }
            records[record.key] = .some(nil)
        }
        for taken in transaction.takes {
            if try isHeld(taken.claim) { throw GuardFailure.taken(taken.claim) }
            claims[taken.claim] = true
            try requireExistence(of: taken.holder)
        }
        try requireRest(transaction)
    }

    private func requireRest(_ transaction: Transaction) throws {
        for record in transaction.unchanged where try revision(of: record.key) != record.revision {
            throw GuardFailure.changed(record.key)
        }
        for range in transaction.counted where try count(range) != range.count {
            throw GuardFailure.otherCount(space: range.space, prefix: range.prefix)
        }
        for claim in transaction.free where try isHeld(claim) { throw GuardFailure.taken(claim) }
        for key in transaction.unreferenced { try requireUnreferenced(key) }
    }

    private func requireExistence(of key: RecordKey) throws {
        if try revision(of: key) == nil { throw GuardFailure.missing(key) }
    }

    private func requireUnreferenced(_ key: RecordKey) throws {
        let stored = try numbers(.referenceCount, [.text(key.kind.rawValue), .text(key.id)]).first ?? 0
        let count = try references.filter { $0.key.to == key }.reduce(stored) { count, change in
            let isThere = try !numbers(.referenceExists, change.key.columns).isEmpty
            return count + (change.value ? 1 : 0) - (isThere ? 1 : 0)
        }
        if count > 0 { throw GuardFailure.referenced(key, count: count) }
    }

    private func revision(of key: RecordKey) throws -> Int? {
        if let known = records[key] { return known }
        return try numbers(.revision, [.text(key.kind.rawValue), .text(key.id)]).first
    }

    private func isHeld(_ claim: Claim) throws -> Bool { try claims[claim] ?? isStored(claim) }

    private func isStored(_ claim: Claim) throws -> Bool {
        try !numbers(.claimExists, [.text(claim.space), .text(claim.key)]).isEmpty
    }

    private func count(_ range: Transaction.CountedRange) throws -> Int {
        let stored = try SQLiteSnapshot(connection: connection).claimCount(range.space, prefix: range.prefix)
        return try claims.filter { $0.key.space == range.space && $0.key.key.utf8.starts(with: range.prefix.utf8) }
            .reduce(stored) { try $0 + ($1.value ? 1 : 0) - (isStored($1.key) ? 1 : 0) }
    }

    private func numbers(_ sql: ReplicaSQL, _ parameters: [SQLiteValue]) throws -> [Int] {
        try connection.rows(of: sql, parameters) { $0.integer(0) }
    }
}
