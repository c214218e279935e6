import ConfigStore
import EtcdAccess

extension DataKeys {
    /// What a request to etcd has at the most; it takes 1.5 MB.
    private static let maxBytes = 1_000_000

    /// What writes a page of a generation: as many requests as it needs.
    func puts(of items: [StoredItem]) -> [[EtcdTransaction.Operation]] {
        var requests: [[EtcdTransaction.Operation]] = [[]]
        var bytes = 0
        for (key, value) in items.map(pair) {
            let size = key.count + value.count
            let last = requests.count - 1
            if requests[last].count == EtcdTransaction.maxOperations || (bytes + size > Self.maxBytes && bytes > 0) {
                requests.append([.put(key: key, value: value, lease: 0)])
                bytes = size
            } else {
                requests[last].append(.put(key: key, value: value, lease: 0))
                bytes += size
            }
        }
        return requests.filter { !$0.isEmpty }
    }

    private func pair(_ item: StoredItem) -> (key: [UInt8], value: [UInt8]) {
        switch item {
        case .record(let record):
            (self.record(record.key), EtcdValues.record(revision: record.revision, body: record.body))
        case .claim(let taken): (claim(taken.claim), EtcdValues.holder(taken.holder))
        case .reference(let reference): (self.reference(reference), [])
        }
    }
}
