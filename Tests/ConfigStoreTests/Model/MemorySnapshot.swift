@testable import ConfigStore

/// One state of a store in memory.
struct MemorySnapshot: Snapshot, Sendable {
    private var records: [RecordKey: Record] = [:]
    private var claims: [String: [String: RecordKey]] = [:]
    private var references: Set<Reference> = []

    func record(_ key: RecordKey) throws -> Record? { records[key] }
    func record(holding claim: Claim) throws -> Record? { claims[claim.space]?[claim.key].flatMap { records[$0] } }

    func claims(_ range: ClaimRange) throws -> [ClaimedRecord] {
        let keys = (claims[range.space] ?? [:]).keys.filter { key in
            key.hasPrefix(range.prefix) && range.after.map { range.ascending ? key > $0 : key < $0 } ?? true
        }.sorted { range.ascending ? $0 < $1 : $0 > $1 }
        return claimed(range.space, Array(keys.prefix(range.limit)))
    }

    func records(of kind: RecordKind, after id: String, limit: Int) throws -> [Record] {
        Array(records.values.filter { $0.kind == kind && $0.id > id }.sorted { $0.id < $1.id }.prefix(limit))
    }

    func referenceCount(to key: RecordKey) throws -> Int { references.count { $0.to == key } }

    func referenceCounts(to key: RecordKey) throws -> [RecordKind: Int] {
        Dictionary(grouping: references.filter { $0.to == key }, by: \.from.kind).mapValues(\.count)
    }

    func records(_ keys: [RecordKey]) throws -> [Record] { Set(keys).compactMap { records[$0] } }

    func path(_ space: String, from start: String, names: [String]) throws -> [Record] {
        try follow(names.count) { place, id in Claim(space, "\(id)/\(names[place])") }(start)
    }

    func chain(_ space: String, from start: String) throws -> [Record] {
        try follow(1_000) { _, id in Claim(space, id) }(start)
    }

    func claims(_ space: String, below ids: [String], limit: Int) throws -> [ClaimedRecord] {
        let keys = (claims[space] ?? [:]).keys.filter { key in ids.contains { key.hasPrefix("\($0)/") } }
        return claimed(space, Array(keys.sorted().prefix(limit)))
    }

    func claims(_ space: String, keys: [String]) throws -> [ClaimedRecord] { claimed(space, Set(keys).sorted()) }

    func claims(_ range: LevelRange) throws -> [ClaimedRecord] {
        var names = Set<String>()
        for level in range.before where range.isNearestOnly { names.formUnion(self.names(range.space, level)) }
        var found: [ClaimedRecord] = []
        for (number, level) in range.levels.enumerated() {
            let own = self.names(range.space, level)
            let keys = own.filter { !names.contains($0) }.map { "\(level)/\($0)" }
            found += claimed(range.space, keys.filter { number > 0 || $0 > range.after ?? "" })
            if range.isNearestOnly { names.formUnion(own) }
        }
        return Array(found.prefix(range.limit))
    }

    func ids(among ids: [String], holdingIn space: String) throws -> Set<String> {
        Set(ids.filter { !names(space, $0).isEmpty })
    }

    /// What follows `<id>/` in the keys of a space, in order.
    private func names(_ space: String, _ id: String) -> [String] {
        let prefix = "\(id)/"
        return (claims[space] ?? [:]).keys.filter { $0.hasPrefix(prefix) }.sorted()
            .map { String($0.dropFirst(prefix.count)) }
    }

    func claimCount(_ space: String, prefix: String) throws -> Int {
        (claims[space] ?? [:]).keys.count { $0.hasPrefix(prefix) }
    }

    func claimCount(_ space: String, before key: String) throws -> Int {
        (claims[space] ?? [:]).keys.count { $0 < key }
    }

    private func claimed(_ space: String, _ keys: [String]) -> [ClaimedRecord] {
        keys.compactMap { key in
            claims[space]?[key].flatMap { records[$0] }.map { ClaimedRecord(key: key, record: $0) }
        }
    }

    private func follow(_ limit: Int, _ claim: @escaping (Int, String) -> Claim) -> (String) throws -> [Record] {
        { start in
            var found: [Record] = []
            while found.count < limit,
                let next = try record(holding: claim(found.count, found.last?.id ?? start))
            {
                found.append(next)
            }
            return found
        }
    }
}

extension MemorySnapshot {
    /// Applies a transaction whole, or throws the guard that failed.
    mutating func apply(_ transaction: Transaction) throws {
        for claim in transaction.releases {
            guard claims[claim.space, default: [:]].removeValue(forKey: claim.key) != nil else {
                throw GuardFailure.notHeld(claim)
            }
        }
        references.subtract(transaction.removedReferences)
        for record in transaction.puts { try put(record) }
        for reference in transaction.addedReferences {
            guard records[reference.to] != nil else { throw GuardFailure.missing(reference.to) }
            references.insert(reference)
        }
        for record in transaction.deletes {
            try requireUnreferenced(record.key)
            guard records[record.key]?.revision == record.revision else { throw GuardFailure.changed(record.key) }
            records[record.key] = nil
        }
        for taken in transaction.takes {
            let claim = taken.claim
            if claims[claim.space]?[claim.key] != nil { throw GuardFailure.taken(claim) }
            guard records[taken.holder] != nil else { throw GuardFailure.missing(taken.holder) }
            claims[claim.space, default: [:]][claim.key] = taken.holder
        }
        for record in transaction.unchanged where records[record.key]?.revision != record.revision {
            throw GuardFailure.changed(record.key)
        }
        for range in transaction.counted where try claimCount(range.space, prefix: range.prefix) != range.count {
            throw GuardFailure.otherCount(space: range.space, prefix: range.prefix)
        }
        for claim in transaction.free where claims[claim.space]?[claim.key] != nil { throw GuardFailure.taken(claim) }
        for key in transaction.unreferenced { try requireUnreferenced(key) }
    }

    private func requireUnreferenced(_ key: RecordKey) throws {
        let count = try referenceCount(to: key)
        if count > 0 { throw GuardFailure.referenced(key, count: count) }
    }

    private mutating func put(_ record: Record) throws {
        if record.revision == 0, records[record.key] != nil { throw GuardFailure.alreadyExists(record.key) }
        if record.revision > 0, records[record.key]?.revision != record.revision {
            throw GuardFailure.changed(record.key)
        }
        records[record.key] = Record(
            kind: record.kind, id: record.id, revision: record.revision + 1, body: record.body)
    }
}
