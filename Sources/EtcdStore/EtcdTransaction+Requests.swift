import ConfigStore
import EtcdAccess

extension EtcdTransaction {
    /// What a request to etcd has at the most; it takes 1.5 MB.
    static let maxRequestBytes = 1_000_000
    /// So many operations go into one request: etcd does them in some milliseconds, in which it does nothing else.
    static let maxRequestOperations = 512

    /// Operations in few requests.
    static func requests(for all: [Operation]) -> [[Operation]] {
        var requests: [[Operation]] = []
        var bytes = 0
        for operation in all {
            let size = operation.bytes
            if let last = requests.indices.last, requests[last].count < maxRequestOperations,
                bytes + size <= maxRequestBytes
            {
                requests[last].append(operation)
                bytes += size
            } else {
                requests.append([operation])
                bytes = size
            }
        }
        return requests
    }
}

extension DataKeys {
    /// What writes a thing of a generation.
    func put(_ item: StoredItem) -> EtcdTransaction.Operation {
        let (key, value) = pair(item)
        return .put(key: key, value: value, lease: 0)
    }
}
