import ConfigStore
import EtcdAccess

/// Reads everything that etcd has of a generation at one revision. The history has to go back so far until it is done.
actor EtcdExport: StoreExport {
    let revision: Int
    let generation: Int
    let store: String?
    private let data: DataKeys
    /// What is left to walk, the next one last.
    private var walks: [RangeWalk]

    init(client: EtcdClient, keys: EtcdKeys, position: Replica.Position) {
        revision = position.commit
        generation = position.state.generation
        store = position.state.identity
        let data = DataKeys(keys, generation: position.state.generation)
        self.data = data
        walks = data.sorts.reversed().map { RangeWalk(client: client, range: $0, revision: position.revision) }
    }

    func next() async throws -> [StoredItem] {
        while var walk = walks.last {
            let pairs = try await page(&walk)
            guard let pairs else {
                walks.removeLast()
                continue
            }
            walks[walks.count - 1] = walk
            let items = pairs.compactMap(data.item)
            if !items.isEmpty { return items }
        }
        return []
    }

    private func page(_ walk: inout RangeWalk) async throws -> [EtcdPair]? {
        do {
            return try await walk.next()
        } catch let error as EtcdError {
            throw StoreError(error)
        }
    }
}
