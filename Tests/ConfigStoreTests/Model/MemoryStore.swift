import Synchronization

@testable import ConfigStore

/// A store in memory: as little as a store can be, and a second one that everything has to work on.
final class MemoryStore: DataStore {
    private struct State {
        /// The newest states, the last of them at the end.
        var versions = [MemorySnapshot()]
        var commits = 0
    }

    private let state = Mutex(State())
    private static let keptVersions = 8

    func read<Value: Sendable>(_ body: @Sendable @escaping (any Snapshot) throws -> Value) async throws -> Value {
        try await read(behind: 0, body)
    }

    /// Reads what was there some commits ago.
    func read<Value: Sendable>(
        behind: Int, _ body: @Sendable @escaping (any Snapshot) throws -> Value
    ) async throws -> Value {
        let snapshot = state.withLock { $0.versions[max(0, $0.versions.count - 1 - behind)] }
        return try body(snapshot)
    }

    func commit(_ transaction: Transaction) async throws -> Int {
        try state.withLock { state in
            var next = state.versions[state.versions.count - 1]
            try next.apply(transaction)
            state.versions.append(next)
            if state.versions.count > Self.keptVersions { state.versions.removeFirst() }
            state.commits += 1
            return state.commits
        }
    }

    var revision: Int { state.withLock { $0.commits } }

    func record(holding claim: Claim) async throws -> Record? { try await read { try $0.record(holding: claim) } }
    func record(_ key: RecordKey) async throws -> Record? { try await read { try $0.record(key) } }
    func close() async {}
}
