import ConfigStore
import EtcdAccess

/// What a transaction is in etcd: all its guards as comparisons, and what each key is afterwards.
///
/// The guards of the store are about the state that the transaction leaves; etcd compares the state that it finds. So each
/// guard is turned round by what the transaction itself does.
struct CommitPlan {
    /// What the replica has, where a guard needs to know: read in one snapshot.
    struct View: Sendable {
        var position: Replica.Position
        /// For each counted stretch that is not to be empty, the keys that are held; nil when they are too many.
        var counted: [Transaction.CountedRange: [String]] = [:]
    }

    private(set) var compares: Set<EtcdTransaction.Compare> = []
    /// Nil for a key that is deleted.
    private(set) var effects: [[UInt8]: [UInt8]?] = [:]
    /// Whether every guard is among the comparisons. Otherwise they are looked at in the replica, and nothing may have
    /// been committed since.
    private(set) var isComplete = true
    /// How far the records that the transaction writes are; nil where it deletes them.
    private var revisions: [RecordKey: Int?] = [:]
    /// What is written and was there before.
    private var existing: Set<[UInt8]> = []
    /// The keys of the effects in their order, once they are all there.
    private var ordered: [[UInt8]] = []
    private let keys: DataKeys

    /// More comparisons of one count are not made: they would be most of what fits.
    static let maxCounted = 32

    init(_ transaction: Transaction, keys: DataKeys, view: View?) {
        self.keys = keys
        for claim in transaction.releases { release(claim) }
        for reference in transaction.removedReferences { effects[keys.reference(reference)] = .some(nil) }
        for record in transaction.puts { put(record) }
        for reference in transaction.addedReferences {
            requireExistence(of: reference.to)
            effects[keys.reference(reference)] = []
        }
        for record in transaction.deletes {
            require(record.key, revision: record.revision)
            effects[keys.record(record.key)] = .some(nil)
            revisions[record.key] = .some(nil)
        }
        for taken in transaction.takes {
            requireFree(taken.claim)
            effects[keys.claim(taken.claim)] = EtcdValues.holder(taken.holder)
            requireExistence(of: taken.holder)
        }
        for record in transaction.unchanged { require(record.key, revision: record.revision) }
        for range in transaction.counted { count(range, view) }
        for claim in transaction.free { requireFree(claim) }
        for key in transaction.deletes.map(\.key) + transaction.unreferenced {
            requireEmpty(keys.references(to: key))
        }
    }

    var operations: [EtcdTransaction.Operation] {
        effects.map { key, value in
            value.map { .put(key: key, value: $0, lease: 0) } ?? .delete(EtcdKeyRange(key: key))
        }
    }

    /// What it does, as the watch would tell it.
    var events: [EtcdWatchEvent] {
        effects.map { key, value in
            EtcdWatchEvent(key: key, value: value, revision: 0, isNew: value != nil && !existing.contains(key))
        }
    }

    private mutating func release(_ claim: Claim) {
        let key = keys.claim(claim)
        // Twice can't be: the replica says which guard that is.
        if effects[key] != nil { isComplete = false }
        compares.insert(.init(key: key, .present))
        effects[key] = .some(nil)
        existing.insert(key)
    }

    private mutating func put(_ record: Record) {
        require(record.key, revision: record.revision)
        let key = keys.record(record.key)
        effects[key] = EtcdValues.record(revision: record.revision + 1, body: record.body)
        if record.revision > 0 { existing.insert(key) }
        revisions[record.key] = record.revision + 1
    }

    private mutating func require(_ key: RecordKey, revision: Int) {
        if let written = revisions[key] {
            if written ?? 0 != revision { isComplete = false }
            return
        }
        let stored = keys.record(key)
        if revision == 0 {
            compares.insert(.init(key: stored, .absent))
        } else {
            compares.insert(.init(key: stored, .valueAbove(EtcdValues.header(revision))))
            compares.insert(.init(key: stored, .valueBelow(EtcdValues.header(revision + 1))))
        }
    }

    private mutating func requireExistence(of key: RecordKey) {
        if let written = revisions[key] {
            if written == nil { isComplete = false }
        } else {
            compares.insert(.init(key: keys.record(key), .present))
        }
    }

    private mutating func requireFree(_ claim: Claim) {
        let key = keys.claim(claim)
        if let effect = effects[key] {
            if effect != nil { isComplete = false }
        } else {
            compares.insert(.init(key: key, .absent))
        }
    }

    private mutating func count(_ range: Transaction.CountedRange, _ view: View?) {
        let stretch = keys.claims(range.space, prefix: range.prefix)
        if range.count == 0 { return requireEmpty(stretch) }
        guard let view, let held = view.counted[range] else {
            isComplete = false
            return
        }
        // None came since, and none of those went: so they are the same as in the replica, where they were counted.
        compares.insert(.init(stretch, .modifiedBefore(view.position.revision + 1)))
        for key in held { compares.insert(.init(key: keys.claim(Claim(range.space, key)), .present)) }
    }

    /// Requires that a range has no keys but those that this transaction deletes.
    private mutating func requireEmpty(_ range: EtcdKeyRange) {
        if ordered.count != effects.count { ordered = effects.keys.sorted { $0.lexicographicallyPrecedes($1) } }
        var start = range.start
        let first = ordered.partitioningIndex { !$0.lexicographicallyPrecedes(range.start) }
        for key in ordered[first...].prefix(while: { $0.lexicographicallyPrecedes(range.end) }) {
            if effects[key] != .some(nil) { isComplete = false }
            if key != start { compares.insert(.init(EtcdKeyRange(from: start, to: key), .absent)) }
            start = key + [0]
        }
        compares.insert(.init(EtcdKeyRange(from: start, to: range.end), .absent))
    }
}
