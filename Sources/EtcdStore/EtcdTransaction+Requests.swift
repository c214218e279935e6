import ConfigStore
import EtcdAccess

extension EtcdTransaction {
    /// What a request to etcd has at the most; it takes 1.5 MB.
    private static let maxRequestBytes = 1_000_000

    /// Operations in as few requests as etcd allows.
    static func requests(for all: [Operation]) -> [[Operation]] {
        var requests: [[Operation]] = []
        var bytes = 0
        for operation in all {
            let size = operation.size
            if let last = requests.indices.last, requests[last].count < maxOperations, bytes + size <= maxRequestBytes {
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

extension EtcdTransaction.Operation {
    fileprivate var size: Int {
        switch self {
        case .put(let key, let value, _): key.count + value.count
        case .delete(let range): range.start.count
        case .branch(let transaction): transaction.operations.reduce(0) { $0 + $1.size }
        }
    }
}

extension DataKeys {
    /// What writes a thing of a generation.
    func put(_ item: StoredItem) -> EtcdTransaction.Operation {
        let (key, value) = pair(item)
        return .put(key: key, value: value, lease: 0)
    }
}
