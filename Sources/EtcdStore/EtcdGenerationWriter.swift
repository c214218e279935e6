import ConfigStore
import EtcdAccess
import Foundation

/// Writes a generation into etcd, beside the one that is read. A copy in a local store looks at order, holders and ends.
final class EtcdGenerationWriter: GenerationWriter {
    let number: Int
    private let store: EtcdStore
    private let data: DataKeys
    /// Nothing is written any more once somebody has begun to delete the generation.
    private let isThere: EtcdTransaction.Compare
    private let migration: EtcdMigration?
    private let copy: SQLiteStore
    private let copyWriter: any GenerationWriter
    private let directory: String

    /// - Parameters:
    ///   - revision: When the generation was begun.
    ///   - migration: What else has to hold when this takes in another store; nil when it does not.
    init(store: EtcdStore, number: Int, begunAt revision: Int, migration: EtcdMigration?) async throws {
        self.store = store
        self.number = number
        self.migration = migration
        data = DataKeys(store.keys, generation: number)
        isThere = EtcdTransaction.Compare(key: store.generationKey(number), .modifiedAt(revision))
        directory = Self.copiesDirectory + "sallyport-generation-" + UUID().uuidString
        copy = try SQLiteStore(directory: directory)
        copyWriter = try await copy.beginGeneration()
    }

    /// Where the local copies are.
    static var copiesDirectory: String { NSTemporaryDirectory() }

    func write(_ items: [StoredItem]) async throws {
        try await copyWriter.write(items)
        try await apply(items.map(data.put))
    }

    func amend(_ amendment: GenerationAmendment) async throws {
        try await copyWriter.amend(amendment)
        try await apply(
            amendment.removals.map { .delete(EtcdKeyRange(key: data.pair($0).key)) } + amendment.puts.map(data.put))
    }

    func written(after item: StoredItem?) async throws -> [StoredItem] {
        var ranges = data.sorts[...]
        if let item {
            ranges = ranges.dropFirst(data.sort(of: item))
            ranges[ranges.startIndex].start = data.pair(item).key + [0]
        }
        do {
            for range in ranges {
                var walk = RangeWalk(client: store.client, range: range)
                let items = try await walk.next()?.compactMap(data.item) ?? []
                if !items.isEmpty { return items }
            }
            return []
        } catch let error as EtcdError {
            throw StoreError(error)
        }
    }

    func verify() async throws -> StoredCounts { try await copyWriter.verify() }

    func makeCurrent() async throws {
        for _ in 0..<10 {
            let state = store.follower.state
            let next = StoreState(identity: state.identity, generation: number, offset: state.offset)
            let keys = store.keys
            var transaction = EtcdTransaction(
                [.init(key: keys.state, .value(state.value)), .init(key: keys.exclusive, .absent), isThere],
                [
                    .put(key: keys.state, value: next.value, lease: 0),
                    .put(key: keys.latest, value: [], lease: 0),
                ],
                observed: [keys.state, keys.exclusive, keys.latest].map { EtcdKeyRange(key: $0) })
            migration?.end(&transaction, keys)
            let outcome = try await store.apply(transaction)
            try await store.progress.wait(for: outcome.revision + state.offset)
            if outcome.isApplied { return await removeCopy() }
            if migration != nil { break }
        }
        throw StoreError.unavailable("others make another generation the current one, or have deleted this one")
    }

    func discard() async {
        await removeCopy()
        if store.follower.state.generation != number { try? await store.deleteGeneration(number) }
    }

    private func removeCopy() async {
        await copy.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Does all of it, in as few requests as etcd allows.
    private func apply(_ all: [EtcdTransaction.Operation]) async throws {
        for operations in EtcdTransaction.requests(for: all) { try await send(operations) }
    }

    private func send(_ operations: [EtcdTransaction.Operation]) async throws {
        let outcome = try await store.apply(EtcdTransaction([isThere], operations))
        if !outcome.isApplied { throw StoreError.unavailable("generation \(number) was deleted while it was written") }
    }
}
