import ConfigStore
import EtcdAccess
import Foundation

/// Writes a store into an etcd that has lost it: a generation beside what is there, which one transaction makes the current
/// one.
struct Refill: Sendable {
    let client: EtcdClient
    let keys: EtcdKeys
    /// What is so as long as nobody else does the same.
    let turn: EtcdTransaction.Compare
    let lease: Int64
    private static let maxGenerations = 1_000

    /// - Parameters:
    ///   - lost: Where the store was.
    ///   - conditions: What the last step requires besides.
    ///   - wish: What was wanted of all instances.
    ///   - next: The next page of everything; empty at the end.
    func run(
        _ lost: Replica.Position, after generation: Int, when conditions: [EtcdTransaction.Compare],
        wish: MaintenanceWish, next: () async throws -> [StoredItem]
    ) async throws {
        let number = try await begin(after: generation)
        let data = DataKeys(keys, generation: number)
        while true {
            let items = try await next()
            if items.isEmpty { break }
            for operations in EtcdTransaction.requests(for: items.map(data.put)) { try await apply(operations) }
            // A page takes less than the lease, however slow etcd is.
            _ = try await client.keepLeaseAlive(lease)
        }
        let state = StoreState(
            identity: lost.state.identity, generation: number, offset: lost.commit + Recovery.revisionMargin)
        var operations: [EtcdTransaction.Operation] = [
            .put(key: keys.state, value: state.value, lease: 0), .put(key: keys.latest, value: [], lease: 0),
        ]
        if wish.isWanted {
            operations.append(.put(key: keys.maintenance, value: try StoreLines.encode(wish), lease: 0))
        }
        try await apply(operations, when: conditions)
    }

    /// Begins a generation, and removes what others have begun and not finished.
    private func begin(after last: Int) async throws -> Int {
        let page = try await client.range(EtcdKeyRange(prefix: keys.generations), limit: Self.maxGenerations)
        let begun = page.pairs.compactMap { pair in
            Int(String(decoding: pair.key.dropFirst(keys.generations.count), as: UTF8.self)).map { ($0, pair.key) }
        }
        for (number, marker) in begun where number > last {
            try await apply([.delete(DataKeys(keys, generation: number).all), .delete(EtcdKeyRange(key: marker))])
        }
        let number = max(last, begun.map(\.0).max() ?? 0) + 1
        let marker = keys.generations + Array(String(number).utf8)
        try await apply([.put(key: marker, value: try StoreLines.encode(Date()), lease: 0)])
        return number
    }

    private func apply(
        _ operations: [EtcdTransaction.Operation], when compares: [EtcdTransaction.Compare] = []
    ) async throws {
        let outcome = try await client.apply(EtcdTransaction([turn] + compares, operations))
        if !outcome.isApplied { throw EtcdError.unavailable("another instance brings back its data") }
    }
}
