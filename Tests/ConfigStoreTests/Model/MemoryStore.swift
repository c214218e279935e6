import Synchronization

@testable import ConfigStore

/// A store in memory: as little as a store can be, and a second one that everything has to work on.
final class MemoryStore: DataStore {
    /// The states so far, the newest last.
    private let versions = Mutex<[MemorySnapshot]>([MemorySnapshot()])
    private static let keptVersions = 8

    func read<Value: Sendable>(_ body: @Sendable @escaping (any Snapshot) throws -> Value) async throws -> Value {
        try await read(behind: 0, body)
    }

    /// Reads what was there some commits ago.
    func read<Value: Sendable>(
        behind: Int, _ body: @Sendable @escaping (any Snapshot) throws -> Value
    ) async throws -> Value {
        let snapshot = versions.withLock { $0[max(0, $0.count - 1 - behind)] }
        return try body(snapshot)
    }

    func commit(_ transaction: Transaction) async throws {
        try versions.withLock { versions in
            var next = versions[versions.count - 1]
            try next.apply(transaction)
            versions.append(next)
            if versions.count > Self.keptVersions { versions.removeFirst() }
        }
    }

    func record(holding claim: Claim) async throws -> Record? { try await read { try $0.record(holding: claim) } }
    func record(_ key: RecordKey) async throws -> Record? { try await read { try $0.record(key) } }
    func close() async {}
}
