import ConfigStore
import EtcdAccess

/// Reads all that etcd has of a generation, in the order of an export: as it was at one revision, or each page as it is.
struct GenerationWalk {
    private let data: DataKeys
    /// What is left to walk, the next one last.
    private var walks: [RangeWalk]

    /// - Parameter item: What was read last; nil to begin.
    init(client: EtcdClient, data: DataKeys, revision: Int? = nil, after item: StoredItem? = nil) {
        self.data = data
        var ranges = data.sorts[...]
        if let item {
            ranges = ranges.dropFirst(data.sort(of: item))
            ranges[ranges.startIndex].start = data.pair(item).key + [0]
        }
        walks = ranges.reversed().map { RangeWalk(client: client, range: $0, revision: revision) }
    }

    /// The next page; empty at the end.
    mutating func next() async throws(StoreError) -> [StoredItem] {
        while var walk = walks.popLast() {
            guard let pairs = try await page(&walk) else { continue }
            walks.append(walk)
            let items = try Self.items(pairs, data)
            if !items.isEmpty { return items }
        }
        return []
    }

    private static func items(_ pairs: [EtcdPair], _ data: DataKeys) throws(StoreError) -> [StoredItem] {
        var items: [StoredItem] = []
        items.reserveCapacity(pairs.count)
        for pair in pairs {
            if let item = try data.item(pair) { items.append(item) }
        }
        return items
    }

    private func page(_ walk: inout RangeWalk) async throws(StoreError) -> [EtcdPair]? {
        do {
            return try await walk.next()
        } catch {
            throw StoreError(error)
        }
    }
}
