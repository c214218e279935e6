package import Instruments
import ServiceKit

/// How actions read and write.
package struct Database: Sendable {
    package let store: any DataStore
    /// Who looks at changes before they are committed, in this order.
    package let reviewers: [any ChangeReviewer]
    /// Who keeps what was changed.
    package let recorder: (any ChangeRecorder)?
    /// Hears of a guard that has failed, before the action runs again.
    private let beforeRepeating: @Sendable (GuardFailure) async throws -> Void
    private let repeats = Counter()
    private let conflicts = Counter()
    /// How often an action runs again because something changed meanwhile.
    private static let maxAttempts = 10

    package init(
        store: any DataStore, reviewers: [any ChangeReviewer] = [], recorder: (any ChangeRecorder)? = nil,
        beforeRepeating: @escaping @Sendable (GuardFailure) async throws -> Void = { _ in }
    ) {
        self.store = store
        self.reviewers = reviewers
        self.recorder = recorder
        self.beforeRepeating = beforeRepeating
    }

    /// Runs an action on a consistent snapshot and applies what it wrote, as one transaction.
    ///
    /// The deadline and the cancellation of the request are those of the transaction; nothing below passes them on.
    /// When a guard fails, because something changed between reading and writing, the action runs again on a new
    /// snapshot, where its own checks can say what is wrong. So it must have no effects but those on `transaction`.
    ///
    /// - Parameter action: Reads and writes through the transaction.
    /// - Returns: What the action returned, once everything it wrote is durable.
    /// - Throws: What the action throws; `ServiceError` 409 `changedMeanwhile` when others are always faster.
    package func `do`<Value: Sendable>(
        _ action: @Sendable @escaping (ActionTransaction) throws -> Value
    ) async throws -> Value {
        for attempt in 0..<Self.maxAttempts {
            do {
                var (value, writes, changes, reviews) = try await store.read { snapshot in
                    let transaction = ActionTransaction(snapshot: snapshot)
                    let value = try action(transaction)
                    let noted = !transaction.writes.isEmpty && !transaction.changes.isEmpty
                    let reviews = try noted ? reviewers.compactMap { try $0.review(transaction) } : []
                    return (value, transaction.writes, transaction.changes, reviews)
                }
                if writes.isEmpty { return value }
                for review in reviews { try await review() }
                if !changes.isEmpty { try recorder?.keep(changes, in: &writes) }
                try await store.commit(writes)
                return value
            } catch let failure as GuardFailure {
                repeats.add()
                try await beforeRepeating(failure)
                // Whoever was faster is done; a short random pause keeps many from meeting again.
                try await Task.sleep(for: .microseconds(Int.random(in: 0...(200 << min(attempt, 6)))))
            }
        }
        conflicts.add()
        throw ServiceError(
            .conflict, code: "changedMeanwhile", "others keep changing this; try again", retryAfterSeconds: 1)
    }
}

extension Database: MetricSource {
    package func metrics() async -> [Metric] {
        await store.metrics() + [
            .counter(
                "sallyport_guard_failures_total", "Commits that a guard refused, after which the action ran again",
                repeats.value),
            .counter(
                "sallyport_conflicts_total", "Actions that gave up since others were always faster", conflicts.value),
        ]
    }
}

/// What an action reads from and writes to.
package final class ActionTransaction {
    private let snapshot: any Snapshot
    package private(set) var writes = Transaction()
    package private(set) var changes: [Change] = []

    init(snapshot: any Snapshot) {
        self.snapshot = snapshot
    }

    package func record(_ key: RecordKey) throws -> Record? { try snapshot.record(key) }
    package func record(holding claim: Claim) throws -> Record? { try snapshot.record(holding: claim) }
    package func claims(_ range: ClaimRange) throws -> [ClaimedRecord] { try snapshot.claims(range) }
    package func records(of kind: RecordKind, after id: String, limit: Int) throws -> [Record] {
        try snapshot.records(of: kind, after: id, limit: limit)
    }
    package func referenceCount(to key: RecordKey) throws -> Int { try snapshot.referenceCount(to: key) }
    package func referenceCounts(to key: RecordKey) throws -> [RecordKind: Int] {
        try snapshot.referenceCounts(to: key)
    }
    package func records(_ keys: [RecordKey]) throws -> [Record] { try snapshot.records(keys) }
    package func path(_ space: String, from start: String, names: [String]) throws -> [Record] {
        try snapshot.path(space, from: start, names: names)
    }
    package func chain(_ space: String, from start: String) throws -> [Record] {
        try snapshot.chain(space, from: start)
    }
    package func claims(_ space: String, below ids: [String], limit: Int) throws -> [ClaimedRecord] {
        try snapshot.claims(space, below: ids, limit: limit)
    }
    package func claims(_ space: String, keys: [String]) throws -> [ClaimedRecord] {
        try snapshot.claims(space, keys: keys)
    }
    package func claims(_ range: LevelRange) throws -> [ClaimedRecord] { try snapshot.claims(range) }
    package func ids(among ids: [String], holdingIn space: String) throws -> Set<String> {
        try snapshot.ids(among: ids, holdingIn: space)
    }
    package func claimCount(_ space: String, prefix: String) throws -> Int {
        try snapshot.claimCount(space, prefix: prefix)
    }

    /// Writes a record; its `revision` is the one that was read, 0 for a new one.
    package func put(_ record: Record) { writes.puts.append(record) }
    package func delete(_ record: Record) { writes.deletes.append(record) }
    package func take(_ claim: Claim, for holder: RecordKey) {
        writes.takes.append(.init(claim: claim, holder: holder))
    }
    package func release(_ claim: Claim) { writes.releases.append(claim) }
    package func refer(from: RecordKey, to: RecordKey) {
        writes.addedReferences.append(Reference(from: from, to: to))
    }
    package func stopReferring(from: RecordKey, to: RecordKey) {
        writes.removedReferences.append(Reference(from: from, to: to))
    }
    /// Says what this transaction changes, for validators and the audit log.
    package func note(_ change: Change) { changes.append(change) }

    /// Requires that a record is still as it was read when this is applied.
    package func requireUnchanged(_ key: RecordKey, revision: Int) {
        writes.unchanged.append(.init(key: key, revision: revision))
    }

    /// Requires that, once this is applied, no claim of a space has a key that starts with `prefix`.
    package func requireNone(_ space: String, prefix: String) {
        requireCount(space, prefix: prefix, 0)
    }

    /// Requires that, once this is applied, so many claims of a space have keys that start with `prefix`. Where each of
    /// those that were read stays or is written by this transaction, no others are there.
    package func requireCount(_ space: String, prefix: String, _ count: Int) {
        writes.counted.append(.init(space: space, prefix: prefix, count: count))
    }

    /// Requires that nobody holds a claim once this is applied.
    package func requireFree(_ claim: Claim) { writes.free.append(claim) }

    /// Requires that, once this is applied, nothing refers to a record.
    package func requireUnreferenced(_ key: RecordKey) { writes.unreferenced.append(key) }
}
