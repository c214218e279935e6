import ConfigStore
import EtcdAccess

/// What etcd says that it has.
struct CurrentStore: Sendable {
    var state: StoreState
    /// Etcd's revision, and the one of the last commit.
    var revision: Int
    var latest: Int
    var cluster: UInt64
    var wish: EtcdPair?

    /// - Returns: Nil when etcd has no store.
    /// - Throws: `StoreError.unusable` when a newer version wrote it.
    static func read(_ client: EtcdClient, _ keys: EtcdKeys) async throws -> CurrentStore? {
        // Whoever reads everything is to find it whole.
        try await StagedCommit(client: client, keys: keys).finish()
        let page = try await client.range(EtcdKeyRange(key: keys.state), limit: 1)
        guard let value = page.pairs.first?.value else { return nil }
        guard let state = StoreState(value) else {
            throw StoreError.unusable("what etcd has under \(keys.namespace) is of a newer sallyport: use that")
        }
        let latest = try await client.range(EtcdKeyRange(key: keys.latest), limit: 1, at: page.revision)
        let wish = try await client.range(EtcdKeyRange(key: keys.maintenance), limit: 1, at: page.revision)
        return CurrentStore(
            state: state, revision: page.revision, latest: latest.pairs.first?.modRevision ?? 0, cluster: page.cluster,
            wish: wish.pairs.first)
    }

    var position: Replica.Position {
        Replica.Position(state: state, revision: revision, latest: latest, cluster: cluster)
    }

    /// Whether this is what a copy was made from, at an earlier time: etcd was brought back from a snapshot.
    func isBehind(_ copy: Replica.Position) -> Bool {
        if state.offset != copy.state.offset { return state.offset < copy.state.offset }
        return revision < copy.revision || (copy.cluster != 0 && copy.cluster != cluster)
    }

    /// Whether nothing was ever created in it, as in one that was begun where another one had been lost: whatever people
    /// make has a name, and that is a claim.
    func isUnused(_ client: EtcdClient, _ keys: EtcdKeys) async throws -> Bool {
        let claims = DataKeys(keys, generation: state.generation).claims
        return try await client.range(claims, limit: 1).pairs.isEmpty
    }
}
