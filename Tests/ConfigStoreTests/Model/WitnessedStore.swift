import Synchronization

@testable import ConfigStore

/// Points in time that all clients of a run share.
final class HistoryClock: Sendable {
    private let last = Atomic(0)

    func next() -> Int { last.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue }
}

/// Where the store put what the operation that is under way wrote.
final class StoreWitness: Sendable {
    @TaskLocal static var current: StoreWitness?

    private let noted = Mutex<(commit: Int?, isAudited: Bool)>((nil, false))

    var commit: Int? { noted.withLock { $0.commit } }

    /// What an operation does is the commit that is noted in the audit log, or the last one where none is. The others
    /// remove what nobody could reach any more.
    func note(_ commit: Int, of transaction: Transaction) {
        let isAudited = transaction.puts.contains { $0.kind == AuditRecord.kind }
        noted.withLock { noted in
            if isAudited || !noted.isAudited { noted = (commit, isAudited) }
        }
    }
}

/// A store that tells each operation's witness about its commits.
struct WitnessedStore: StoreWrapper {
    let base: any DataStore

    var wrapped: any DataStore { base }

    func read<Value: Sendable>(_ body: @Sendable @escaping (any Snapshot) throws -> Value) async throws -> Value {
        try await base.read(body)
    }

    func commit(_ transaction: Transaction) async throws -> Int {
        let commit = try await base.commit(transaction)
        StoreWitness.current?.note(commit, of: transaction)
        return commit
    }

    func record(holding claim: Claim) async throws -> Record? { try await base.record(holding: claim) }
    func record(_ key: RecordKey) async throws -> Record? { try await base.record(key) }
    func close() async { await base.close() }
}
