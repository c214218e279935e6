import ConfigStore
import EtcdAccess
import Foundation
import Logging

/// Brings back a store that etcd has lost and no instance has a copy of, from its backup.
///
/// Copies have more than backups: whoever has one comes first, for as long as nothing was brought back.
struct Restoration: Sendable {
    let client: EtcdClient
    let keys: EtcdKeys
    let backup: BackupRecovery
    /// How long instances with copies have to say so.
    let patience: Duration
    let logger: Logger

    private static let pause = Duration.milliseconds(250)
    private static let renewal = Duration.seconds(3)

    /// Returns when etcd has a store again, whoever brought it back.
    ///
    /// - Throws: `StoreError.unusable` when the backup can't be taken; `EtcdError` and `StoreError.unavailable` when it is to
    ///   be tried again.
    func run() async throws {
        logger.warning("etcd is empty, and there is a backup: it is restored unless an instance has a copy")
        let turns = RecoveryTurn(client: client, keys: keys)
        try await turns.withLease { lease in
            try await keeping(lease) {
                let end = ContinuousClock.now + patience
                while ContinuousClock.now < end {
                    if try await isThere(EtcdKeyRange(key: keys.state)) { return }
                    if try await isThere(EtcdKeyRange(prefix: keys.candidates)) {
                        throw EtcdError.unavailable("instances that have copies are about to bring back its data")
                    }
                    try await Task.sleep(for: Self.pause)
                }
                guard let turn = try await turns.take(lease) else {
                    throw EtcdError.unavailable("another instance is about to restore its backup")
                }
                try await restore(turn, lease)
            }
        }
    }

    private func restore(_ turn: EtcdTransaction.Compare, _ lease: Int64) async throws {
        try await backup.restored { export, outcome in
            let lost = Replica.Position(
                state: StoreState(identity: outcome.store ?? UUID().uuidString, generation: 0), revision: 0,
                latest: outcome.revision, cluster: 0)
            try await Refill(client: client, keys: keys, turn: turn, lease: lease).run(
                lost, after: 0,
                when: [
                    .init(key: keys.state, .absent), .init(EtcdKeyRange(prefix: keys.candidates), .absent),
                ], wish: MaintenanceWish(isWanted: false)
            ) { try await export.next() }
            logger.notice(
                "etcd has its data again, from the backup",
                metadata: [
                    "line": .string(outcome.checkpoint.line.id), "revision": .stringConvertible(outcome.revision),
                    "time": .stringConvertible(outcome.time),
                ])
        }
    }

    private func isThere(_ range: EtcdKeyRange) async throws -> Bool {
        try await !client.range(range, limit: 1).pairs.isEmpty
    }

    /// Keeps a lease while something is done.
    private func keeping(_ lease: Int64, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.renewal)
                    guard try await client.keepLeaseAlive(lease) else {
                        throw EtcdError.unavailable("this instance was away while the backup was to be restored")
                    }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
