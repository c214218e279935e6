package import ConfigStore
import EtcdAccess

extension EtcdStore: MigrationTarget {
    package func beginMigration() async throws -> any GenerationWriter {
        let latest = try await unusedSince()
        let outcome = try await apply(
            EtcdTransaction(
                [.init(key: keys.latest, .modifiedAt(latest))], [.put(key: keys.migration, value: [], lease: 0)]))
        guard outcome.isApplied else { throw Self.inUse }
        for generation in try await generations() where !generation.isCurrent {
            try await deleteGeneration(generation.number)
        }
        return try await beginGeneration(migration: EtcdMigration(latest: latest, mark: outcome.revision))
    }

    private static let inUse = MigrationProblem.inUse(
        "this etcd has data, or instances that run on it: name one that is empty")

    /// - Returns: The revision of the last commit, which was before anybody used this.
    /// - Throws: `MigrationProblem.inUse`.
    private func unusedSince() async throws -> Int {
        let (isUsed, revision): (Bool, Int)
        do throws(EtcdError) {
            let data = DataKeys(keys, generation: follower.state.generation)
            let latest = try await client.range(EtcdKeyRange(key: keys.latest), limit: 1).pairs.first?.modRevision ?? 0
            let mark = try await client.range(EtcdKeyRange(key: keys.migration), limit: 1).pairs.first?.modRevision
            let isEmpty = try await client.range(data.all, limit: 1).pairs.isEmpty
            let hasInstances = try await !client.range(EtcdKeyRange(prefix: keys.instances), limit: 1).pairs.isEmpty
            isUsed = hasInstances || !(isEmpty || (mark ?? 0) >= latest)
            revision = latest
        } catch {
            throw StoreError(error)
        }
        if isUsed { throw Self.inUse }
        return revision
    }
}
