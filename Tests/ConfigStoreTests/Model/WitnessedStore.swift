import Synchronization

@testable import ConfigStore

/// Points in time that all clients of a run share.
final class HistoryClock: Sendable {
    private let last = Atomic(0)

    func next() -> Int { last.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue }
}

/// When the operation that is under way last read, and when it first wrote: a hint at the moment when it happened.
final class StoreWitness: Sendable {
    @TaskLocal static var current: StoreWitness?

    private let times = Mutex<(read: ClosedRange<Int>?, commit: ClosedRange<Int>?)>((nil, nil))

    var read: ClosedRange<Int>? { times.withLock { $0.read } }
    var commit: ClosedRange<Int>? { times.withLock { $0.commit } }

    func noteRead(_ range: ClosedRange<Int>) { times.withLock { $0.read = range } }
    func noteCommit(_ range: ClosedRange<Int>) { times.withLock { $0.commit = $0.commit ?? range } }
}

/// A store that tells each operation's witness when it was used.
struct WitnessedStore: DataStore {
    let base: any DataStore
    let clock: HistoryClock

    func read<Value: Sendable>(_ body: @Sendable @escaping (any Snapshot) throws -> Value) async throws -> Value {
        try await reading { try await base.read(body) }
    }

    func commit(_ transaction: Transaction) async throws {
        let start = clock.next()
        try await base.commit(transaction)
        StoreWitness.current?.noteCommit(start...clock.next())
    }

    func record(holding claim: Claim) async throws -> Record? {
        try await reading { try await base.record(holding: claim) }
    }

    func record(_ key: RecordKey) async throws -> Record? { try await reading { try await base.record(key) } }
    func close() async { await base.close() }

    private func reading<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        let start = clock.next()
        defer { StoreWitness.current?.noteRead(start...clock.next()) }
        return try await body()
    }
}
