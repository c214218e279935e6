import ConfigStore
import EtcdAccess
import Logging

/// Brings back a store that etcd has lost, from the copy of the instance that was the furthest.
///
/// Every instance that finds etcd empty and has a copy says how far that is. When the others have had time to say so too,
/// the one that is ahead writes a new generation, and makes it the current one with one transaction.
struct Recovery: Sendable {
    let client: EtcdClient
    let keys: EtcdKeys
    let replica: Replica
    let candidate: RecoveryCandidate
    /// How long others have to say that they are ahead.
    let patience: Duration
    let logger: Logger

    private static let pause = Duration.milliseconds(250)
    /// By so much the store's revision is ahead afterwards: more than there can be commits that are in no copy, so that no
    /// revision which somebody was given is given again.
    static let revisionMargin = 1_000_000

    /// Returns when etcd has a store again, whoever brought it back.
    ///
    /// - Parameters:
    ///   - copy: Where this instance's copy is.
    ///   - found: A store in which nothing is, whose place is taken; nil for an empty etcd.
    ///   - wish: What was wanted of all instances.
    func run(from copy: Replica.Position, insteadOf found: CurrentStore?, wish: MaintenanceWish) async throws {
        try await RecoveryTurn(client: client, keys: keys).withLease { lease in
            try await compete(from: copy, insteadOf: found, wish: wish, lease: lease)
        }
    }

    private func compete(
        from copy: Replica.Position, insteadOf found: CurrentStore?, wish: MaintenanceWish, lease: Int64
    ) async throws {
        logger.warning("etcd has lost its data: it is brought back from the newest copy")
        _ = try await client.apply(
            EtcdTransaction([], [.put(key: candidate.key(keys), value: candidate.value, lease: lease)]))
        let end = ContinuousClock.now + patience
        var isTold = false
        while try await isLost(found) {
            let others = try await others()
            if !isTold, let other = others.first(where: { $0.identity != candidate.identity }) {
                isTold = true
                logger.error(
                    """
                    instances have copies of two stores, \(candidate.identity) and \(other.identity), and etcd is empty: \
                    stop those of the one that is not to be brought back
                    """)
            }
            let isAhead = others.allSatisfy { $0.identity == candidate.identity && candidate.precedes($0) }
            if isAhead, ContinuousClock.now >= end,
                let turn = try await RecoveryTurn(client: client, keys: keys).take(lease)
            {
                try await refill(from: copy, insteadOf: found, wish: wish, turn: turn, lease: lease)
                return logger.notice(
                    "etcd has its data again", metadata: ["revision": .stringConvertible(candidate.commit)])
            }
            try await Task.sleep(for: Self.pause)
            guard try await client.keepLeaseAlive(lease) else {
                throw EtcdError.unavailable("this instance was away while etcd's data was to be brought back")
            }
        }
    }

    private func isLost(_ found: CurrentStore?) async throws -> Bool {
        try await client.range(EtcdKeyRange(key: keys.state), limit: 1).pairs.first?.value == found?.state.value
    }

    private func others() async throws -> [RecoveryCandidate] {
        try await client.range(EtcdKeyRange(prefix: keys.candidates), limit: 1_000).pairs
            .compactMap { RecoveryCandidate($0, keys: keys) }.filter { $0.instance != candidate.instance }
    }

    private func refill(
        from copy: Replica.Position, insteadOf found: CurrentStore?, wish: MaintenanceWish,
        turn: EtcdTransaction.Compare, lease: Int64
    ) async throws {
        var place = ExportPlace.start
        try await Refill(client: client, keys: keys, turn: turn, lease: lease).run(
            copy, after: max(copy.state.generation, found?.state.generation ?? 0), when: unchanged(found), wish: wish
        ) {
            let (items, next) = try await replica.page(place)
            place = next
            return items
        }
    }

    /// That etcd has still nothing that would be lost.
    private func unchanged(_ found: CurrentStore?) -> [EtcdTransaction.Compare] {
        guard let found else { return [.init(key: keys.state, .absent)] }
        return [
            .init(key: keys.state, .value(found.state.value)),
            .init(DataKeys(keys, generation: found.state.generation).claims, .absent),
        ]
    }
}
