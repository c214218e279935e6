import ConfigStore
import EtcdAccess
import Foundation
import Synchronization

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
    private let progress = Mutex(Progress())

    private struct Progress {
        /// What is not sent yet.
        var waiting: [EtcdTransaction.Operation] = []
        var bytes = 0
        /// Where reading back is, behind the thing that was read last.
        var reading: (last: StoredItem, walk: GenerationWalk)?
    }

    /// So many requests are under way at once.
    private static let maxRequests = 4
    /// What waits is sent when it would fill them.
    private static let maxWaiting = maxRequests * EtcdTransaction.maxRequestOperations
    private static let maxWaitingBytes = maxRequests * EtcdTransaction.maxRequestBytes

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
        let operations = items.map(data.put)
        let isTime = progress.withLock { progress in
            progress.waiting += operations
            progress.bytes += operations.reduce(0) { $0 + $1.bytes }
            return progress.waiting.count >= Self.maxWaiting || progress.bytes >= Self.maxWaitingBytes
        }
        if isTime { try await sendWaiting() }
    }

    func amend(_ amendment: GenerationAmendment) async throws {
        try await copyWriter.amend(amendment)
        try await sendWaiting()
        try await apply(
            amendment.removals.map { .delete(EtcdKeyRange(key: data.pair($0).key)) } + amendment.puts.map(data.put))
    }

    func written(after item: StoredItem?) async throws -> [StoredItem] {
        try await sendWaiting()
        let known = progress.withLock { $0.reading }
        var walk =
            known.flatMap { $0.last == item ? $0.walk : nil }
            ?? GenerationWalk(client: store.client, data: data, after: item)
        let items = try await walk.next()
        progress.withLock { [walk] progress in progress.reading = items.last.map { ($0, walk) } }
        return items
    }

    func verify() async throws -> StoredCounts {
        try await sendWaiting()
        return try await copyWriter.verify()
    }

    func makeCurrent() async throws {
        try await sendWaiting()
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
            try await store.finishStaged()
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

    private func sendWaiting() async throws {
        let operations = progress.withLock { progress in
            defer { (progress.waiting, progress.bytes) = ([], 0) }
            return progress.waiting
        }
        try await apply(operations)
    }

    /// Does all of it, in as few requests as etcd allows and some of them at once: no two of them have the same key.
    private func apply(_ operations: [EtcdTransaction.Operation]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, request) in EtcdTransaction.requests(for: operations).enumerated() {
                if number >= Self.maxRequests { try await group.next() }
                group.addTask { try await self.send(request) }
            }
            try await group.waitForAll()
        }
    }

    private func send(_ operations: [EtcdTransaction.Operation]) async throws {
        let outcome = try await store.apply(EtcdTransaction([isThere], operations))
        if !outcome.isApplied { throw StoreError.unavailable("generation \(number) was deleted while it was written") }
    }
}
