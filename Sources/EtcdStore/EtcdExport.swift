import ConfigStore
import EtcdAccess

/// Reads everything that etcd has of a generation at one revision. The history has to go back so far until it is done.
actor EtcdExport: StoreExport {
    let revision: Int
    let generation: Int
    let store: String?
    private var walk: GenerationWalk

    init(client: EtcdClient, keys: EtcdKeys, position: Replica.Position) {
        revision = position.commit
        generation = position.state.generation
        store = position.state.identity
        walk = GenerationWalk(
            client: client, data: DataKeys(keys, generation: position.state.generation), revision: position.revision)
    }

    func next() async throws -> [StoredItem] {
        var next = walk
        defer { walk = next }
        return try await next.next()
    }
}
