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
        for operations in data.puts(of: items) { _ = try await store.apply(EtcdTransaction([], operations)) }
    }

    func verify() async throws -> StoredCounts { try await copyWriter.verify() }

    func makeCurrent() async throws {
        for _ in 0..<10 {
            let state = store.follower.state
            let next = StoreState(identity: state.identity, generation: number, offset: state.offset)
            let outcome = try await store.apply(
                EtcdTransaction(
                    [.init(key: store.keys.state, .value(state.value)), .init(key: store.keys.exclusive, .absent)],
                    [
                        .put(key: store.keys.state, value: next.value, lease: 0),
                        .put(key: store.keys.latest, value: [], lease: 0),
                    ],
                    observed: [EtcdKeyRange(key: store.keys.state), EtcdKeyRange(key: store.keys.exclusive)]))
            try await store.progress.wait(for: outcome.revision + state.offset)
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
}
