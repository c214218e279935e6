import ConfigStore
import EtcdAccess
import Foundation

/// Writes a generation into etcd, beside the one that is read. A copy in a local store looks at order, holders and ends.
final class EtcdGenerationWriter: GenerationWriter {
    let number: Int
    private let store: EtcdStore
    private let data: DataKeys
    private let copy: SQLiteStore
    private let copyWriter: any GenerationWriter
    private let directory: String
    /// What a request to etcd has at the most; it takes 1.5 MB.
    private static let maxBytes = 1_000_000

    init(store: EtcdStore, number: Int) async throws {
        self.store = store
        self.number = number
        data = DataKeys(store.keys, generation: number)
        directory = NSTemporaryDirectory() + "sallyport-generation-" + UUID().uuidString
        copy = try SQLiteStore(directory: directory)
        copyWriter = try await copy.beginGeneration()
    }

    func write(_ items: [StoredItem]) async throws {
        try await copyWriter.write(items)
        var operations: [EtcdTransaction.Operation] = []
        var bytes = 0
        for (key, value) in items.map(pair) {
            let size = key.count + value.count
            if operations.count == EtcdTransaction.maxOperations || (bytes + size > Self.maxBytes && bytes > 0) {
                try await put(operations)
                (operations, bytes) = ([], 0)
            }
            operations.append(.put(key: key, value: value, lease: 0))
            bytes += size
        }
        if !operations.isEmpty { try await put(operations) }
    }

    func verify() async throws -> StoredCounts { try await copyWriter.verify() }

    func makeCurrent() async throws {
        for _ in 0..<10 {
            let state = store.follower.state
            let next = StoreState(identity: state.identity, generation: number)
            let outcome = try await store.apply(
                EtcdTransaction(
                    [.init(key: store.keys.state, .value(state.value)), .init(key: store.keys.exclusive, .absent)],
                    [
                        .put(key: store.keys.state, value: next.value, lease: 0),
                        .put(key: store.keys.latest, value: [], lease: 0),
                    ],
                    observed: [EtcdKeyRange(key: store.keys.state), EtcdKeyRange(key: store.keys.exclusive)]))
            try await store.progress.wait(for: outcome.revision)
            if outcome.isApplied { return await removeCopy() }
        }
        throw StoreError.unavailable("others make another generation the current one")
    }

    func discard() async {
        await removeCopy()
        if store.follower.state.generation != number { try? await store.deleteGeneration(number) }
    }

    private func removeCopy() async {
        await copy.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    private func put(_ operations: [EtcdTransaction.Operation]) async throws {
        _ = try await store.apply(EtcdTransaction([], operations))
    }

    private func pair(_ item: StoredItem) -> (key: [UInt8], value: [UInt8]) {
        switch item {
        case .record(let record):
            (data.record(record.key), EtcdValues.record(revision: record.revision, body: record.body))
        case .claim(let taken): (data.claim(taken.claim), EtcdValues.holder(taken.holder))
        case .reference(let reference): (data.reference(reference), [])
        }
    }
}
