package import ConfigStore
package import EtcdAccess
import Foundation
package import Instruments
package import Logging
import NIOCore
import SQLiteAccess
import ServiceKit
import Synchronization

/// A store for many instances: etcd has the data and the order of all commits; each instance reads from a copy of its own,
/// which follows etcd.
package final class EtcdStore: Sendable {
    let client: EtcdClient
    let keys: EtcdKeys
    let replica: Replica
    let follower: Follower
    let progress: RevisionProgress
    let outcomes: CommitOutcomes
    let lane = CommitLane()
    let logger: Logger
    /// What etcd may take, where somebody has said that.
    let quotaBytes: Int?
    private let lock: DirectoryLock
    private let work = Mutex<Task<Void, Never>?>(nil)

    /// Connects, and has a copy that is up to date when it returns. While etcd can't be reached, that takes as long as it
    /// takes.
    ///
    /// Connection, watch and compaction run from here on and end with `close`: a configstore reads before it is run.
    ///
    /// - Parameters:
    ///   - settings: Where etcd is.
    ///   - directory: The data folder; only its owner may enter it.
    ///   - namespace: What all keys start with.
    ///   - readerCount: How many reads run at once.
    ///   - backup: What is restored when etcd is empty and no instance has a copy; nil for beginning a store then.
    ///   - logger: Its logger.
    /// - Throws: `StoreError.unusable`, which says what to do.
    package static func open(
        _ settings: EtcdSettings, directory: String, namespace: String = "sallyport/",
        readerCount: Int = min(4, max(2, System.coreCount)), backup: BackupRecovery? = nil, logger: Logger
    ) async throws -> EtcdStore {
        let store: EtcdStore
        do {
            let lock = try DirectoryLock(directory: directory)
            let replica = try Replica(directory: directory, readerCount: readerCount)
            store = EtcdStore(
                client: try EtcdClient(settings), keys: EtcdKeys(namespace: namespace), replica: replica,
                backup: backup, lock: lock, quotaBytes: settings.quotaBytes, logger: logger)
        } catch let error as SQLiteError {
            throw StoreError(error)
        } catch let error as EtcdError {
            throw StoreError.unusable("\(error)")
        }
        do {
            store.begin()
            try await store.follower.waitForStart()
        } catch {
            await store.close()
            throw error
        }
        return store
    }

    private init(
        client: EtcdClient, keys: EtcdKeys, replica: Replica, backup: BackupRecovery?, lock: DirectoryLock,
        quotaBytes: Int?, logger: Logger
    ) {
        let outcomes = CommitOutcomes(instance: UUID().uuidString)
        let follower = Follower(
            client: client, keys: keys, replica: replica, backup: backup, outcomes: outcomes, logger: logger)
        self.client = client
        self.keys = keys
        self.replica = replica
        self.lock = lock
        self.quotaBytes = quotaBytes
        self.logger = logger
        progress = follower.progress
        self.outcomes = outcomes
        self.follower = follower
    }

    private func begin() {
        let compactor = Compactor(client: client, keys: keys, logger: logger)
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.client.run() }
                group.addTask { await self.follower.run() }
                group.addTask { await compactor.run() }
                group.addTask { await self.sendWaiting() }
            }
        }
        work.withLock { $0 = task }
    }
}

extension EtcdStore: DataStore {
    package func close() async {
        progress.close()
        let task = work.withLock { $0 }
        task?.cancel()
        await task?.value
        await replica.close()
        lock.release()
    }

    package func metrics() async -> [Metric] {
        replica.readers.metrics(database: "configstore") + replica.hot.metrics
    }

    package func read<Value: Sendable>(
        _ body: @Sendable @escaping (any Snapshot) throws -> Value
    ) async throws -> Value {
        try await readConnection { connection in
            try SQLiteSnapshot.read(on: connection) { try body($0) }
        }
    }

    func readConnection<Value: Sendable>(
        _ body: @Sendable @escaping (SQLiteConnection) throws -> Value
    ) async throws -> Value {
        do {
            return try await replica.readers.read(deadline: RequestDeadline.current, body)
        } catch let error as SQLiteError {
            throw StoreError(error)
        }
    }

    package func record(holding claim: Claim) async throws -> Record? {
        let hot = replica.hot
        if let known = hot.record(holding: claim) { return known }
        let number = hot.beginFill(.claim(claim))
        guard let found = try await read({ try $0.record(holding: claim) }) else { return nil }
        hot.endFill(.claim(claim), number: number, record: found)
        // The answer is the record that was read with the claim: a newer one may not hold it any more.
        _ = try await record(found.key)
        return found
    }

    package func record(_ key: RecordKey) async throws -> Record? {
        let hot = replica.hot
        if let known = hot.record(key) { return known }
        let number = hot.beginFill(.record(key))
        guard let found = try await read({ try $0.record(key) }) else { return nil }
        hot.endFill(.record(key), number: number, record: found)
        return found
    }
}
