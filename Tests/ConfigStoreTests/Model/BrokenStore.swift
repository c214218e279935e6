import Synchronization

@testable import ConfigStore

/// What a store can do wrong.
enum StoreFault: String, CaseIterable, Sendable {
    case dropsUnchangedGuards, dropsCountGuards, dropsFreeGuards, dropsRevisionGuards, stealsClaims, forgetsReferences
    case appliesTwice, losesWrites, releasesEarly, appliesInParts, servesStaleSnapshots, remembersRecordsForever
}

/// A store with one fault, to show that the fault is found.
final class BrokenStore: StoreWrapper {
    private let base: MemoryStore
    private let fault: StoreFault
    private let scheduler: StepScheduler
    private let state: Mutex<(random: SplitMix, remembered: [RecordKey: Record])>

    init(_ fault: StoreFault, base: MemoryStore, scheduler: StepScheduler, seed: UInt64) {
        self.base = base
        self.fault = fault
        self.scheduler = scheduler
        state = Mutex((SplitMix(seed: seed, -2), [:]))
    }

    var wrapped: any DataStore { base }

    func read<Value: Sendable>(_ body: @Sendable @escaping (any Snapshot) throws -> Value) async throws -> Value {
        try await base.read(behind: fault == .servesStaleSnapshots && happens ? 2 : 0, body)
    }

    func commit(_ transaction: Transaction) async throws -> Int {
        switch fault {
        case .losesWrites where happens: return try await base.commit(Transaction())
        case .appliesTwice:
            let number = try await base.commit(transaction)
            var again = Transaction()
            again.puts = transaction.puts.map { put in
                Record(kind: put.kind, id: put.id, revision: put.revision + 1, body: put.body)
            }
            _ = try await base.commit(again)
            return number
        case .releasesEarly where !transaction.releases.isEmpty:
            var first = Transaction()
            first.releases = transaction.releases
            _ = try await base.commit(first)
            await scheduler.step()
            var rest = transaction
            rest.releases = []
            return try await base.commit(rest)
        case .appliesInParts where !transaction.takes.isEmpty:
            var last = Transaction()
            last.takes = transaction.takes
            var first = transaction
            first.takes = []
            _ = try await base.commit(first)
            await scheduler.step()
            return try await base.commit(last)
        default: return try await base.commit(try await weakened(transaction))
        }
    }

    func record(holding claim: Claim) async throws -> Record? {
        guard let found = try await read({ try $0.record(holding: claim) }) else { return nil }
        return try await record(found.key)
    }

    func record(_ key: RecordKey) async throws -> Record? {
        let found = try await read { try $0.record(key) }
        guard fault == .remembersRecordsForever, let found else { return found }
        return state.withLock { state in
            state.remembered[key] = state.remembered[key] ?? found
            return state.remembered[key]
        }
    }

    func close() async {}

    private var happens: Bool { state.withLock { $0.random.chance(8) } }

    /// The transaction without what the store should have looked at.
    private func weakened(_ transaction: Transaction) async throws -> Transaction {
        var weak = transaction
        switch fault {
        case .dropsUnchangedGuards: weak.unchanged = []
        case .dropsCountGuards: weak.counted = []
        case .dropsFreeGuards: weak.free = []
        case .forgetsReferences: weak.addedReferences = []
        case .dropsRevisionGuards:
            let found = try await base.read { try $0.records(transaction.puts.map(\.key)) }
            let revisions = Dictionary(uniqueKeysWithValues: found.map { ($0.key, $0.revision) })
            weak.puts = transaction.puts.map { put in
                Record(
                    kind: put.kind, id: put.id, revision: put.revision == 0 ? 0 : revisions[put.key] ?? put.revision,
                    body: put.body)
            }
        case .stealsClaims:
            let held = try await base.read { snapshot in
                try transaction.takes.map(\.claim).filter { try snapshot.record(holding: $0) != nil }
            }
            weak.releases += Set(held).subtracting(transaction.releases)
        default: break
        }
        return weak
    }
}
