import ConfigStore
import EtcdAccess
import Foundation
import Logging

extension Follower {
    /// Others are about as far as a copy that was followed until now; who has just started may be first, and far behind.
    private static let patience = (followed: Duration.seconds(4), behind: Duration.seconds(15))
    private static let followedRecently = Duration.seconds(60)

    /// The store that etcd has, once it is clear that it is this instance's: it is begun or brought back where that is
    /// needed.
    ///
    /// - Throws: `Outdated` when it was, `StoreError.unusable` when etcd has somebody else's.
    func settled() async throws -> CurrentStore {
        let copy = try await replica.position()
        guard let current = try await CurrentStore.read(client, keys) else {
            if let copy { try await recover(copy, insteadOf: nil) } else { try await begin() }
            throw Outdated()
        }
        guard let copy, copy.state != current.state || current.isBehind(copy) else { return current }
        if copy.state.identity == current.state.identity {
            guard current.isBehind(copy) else { return current }
            try await moveOn(current, past: copy)
            throw Outdated()
        }
        // A copy of nothing is no reason to stay away.
        guard try await replica.hasClaims() else { return current }
        guard try await current.isUnused(client, keys) else {
            throw StoreError.unusable(
                """
                etcd has the store \(current.state.identity), and this instance's copy is of \(copy.state.identity): use the \
                etcd that it belongs to, or remove replica.db from the data folder to take what is there
                """)
        }
        try await recover(copy, insteadOf: current)
        throw Outdated()
    }

    /// Begins a store, unless others have copies of one, or there is a backup.
    private func begin() async throws {
        if let backup, try await backup.hasBackup() {
            let patience = Self.patience.behind
            return try await Restoration(
                client: client, keys: keys, backup: backup, patience: patience, logger: logger
            ).run()
        }
        let state = StoreState(identity: UUID().uuidString, generation: 1)
        let outcome = try await client.apply(
            EtcdTransaction(
                [.init(key: keys.state, .absent), .init(EtcdKeyRange(prefix: keys.candidates), .absent)],
                [
                    .put(key: keys.state, value: state.value, lease: 0),
                    .put(key: keys.latest, value: [], lease: 0),
                    .put(key: keys.generations + Array("1".utf8), value: [], lease: 0),
                ]))
        if outcome.isApplied { return }
        guard try await CurrentStore.read(client, keys) != nil else {
            throw EtcdError.unavailable("other instances are about to bring back its data")
        }
    }

    private func recover(_ copy: Replica.Position, insteadOf found: CurrentStore?) async throws {
        let isRecent = lastFollowed.map { ContinuousClock.now - $0 < Self.followedRecently } ?? false
        let recovery = Recovery(
            client: client, keys: keys, replica: replica,
            candidate: RecoveryCandidate(
                instance: UUID().uuidString, identity: copy.state.identity, commit: copy.commit),
            patience: isRecent ? Self.patience.followed : Self.patience.behind, logger: logger)
        try await recovery.run(from: copy, insteadOf: found, wish: board.wish)
    }

    /// Sees to it that the store's revision does not go back with etcd's.
    private func moveOn(_ current: CurrentStore, past copy: Replica.Position) async throws {
        logger.warning("etcd was brought back from a snapshot: what came after it is given up")
        var next = current.state
        next.offset = max(next.offset, copy.commit + Recovery.revisionMargin)
        _ = try await client.apply(
            EtcdTransaction(
                [.init(key: keys.state, .value(current.state.value))],
                [.put(key: keys.state, value: next.value, lease: 0), .put(key: keys.latest, value: [], lease: 0)]))
    }
}
