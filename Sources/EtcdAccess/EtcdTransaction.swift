import EtcdProtocol
import Foundation

/// What etcd does as a whole, when all that is compared is so, or not at all.
package struct EtcdTransaction: Sendable, Hashable {
    /// What is compared, of a key or of every key in a range. An empty range is like a key that is not there.
    package enum Condition: Sendable, Hashable {
        case absent
        case present
        case value([UInt8])
        case valueAbove([UInt8])
        case valueBelow([UInt8])
        case createdAt(Int)
        case modifiedAt(Int)
        case modifiedBefore(Int)
    }

    package struct Compare: Sendable, Hashable {
        package var range: EtcdKeyRange
        package var condition: Condition

        package init(_ range: EtcdKeyRange, _ condition: Condition) {
            self.range = range
            self.condition = condition
        }

        package init(key: [UInt8], _ condition: Condition) {
            self.init(EtcdKeyRange(key: key), condition)
        }
    }

    package enum Operation: Sendable, Hashable {
        /// The lease is 0 for a key that stays.
        case put(key: [UInt8], value: [UInt8], lease: Int64)
        case delete(EtcdKeyRange)
        /// Done where all that it compares is so; what is around it is done in any case. Etcd compares before it does
        /// anything, and takes no key twice.
        indirect case branch(EtcdTransaction)

        /// How many bytes its keys and values have.
        package var bytes: Int {
            switch self {
            case .put(let key, let value, _): key.count + value.count
            case .delete(let range): range.start.count + range.end.count
            case .branch(let transaction): transaction.bytes
            }
        }
    }

    package struct Outcome: Sendable, Hashable {
        /// Whether everything compared was so.
        package var isApplied: Bool
        /// The revision that it made; where it was not applied, the one that last wrote what `observed` names.
        package var revision: Int
        /// Whether each branch was done, in their order.
        package var branches: [Bool] = []
    }

    package var compares: [Compare]
    package var operations: [Operation]
    /// What is looked at when it is not applied: others write to etcd too, and their revisions say nothing.
    package var observed: [EtcdKeyRange]

    package init(
        _ compares: [Compare] = [], _ operations: [Operation] = [], observed: [EtcdKeyRange] = []
    ) {
        self.compares = compares
        self.operations = operations
        self.observed = observed
    }

    /// The most compares or operations that etcd takes on one level, as it comes.
    package static let maxOperations = 128
    /// A level of transactions leaves its own number to those in it: 64 times 64 operations fit into two levels.
    package static let maxNestedOperations = 64 * 64
    /// The most compares with which so many operations fit.
    package static let maxNestedCompares = 64

    /// The most bytes of keys and values that fit into a request, of which etcd takes 1.5 MB: with room for what is around
    /// each of them.
    package static let maxBytes = 1_200_000

    /// Whether it fits into one request of etcd.
    package var fits: Bool {
        let isCounted =
            operations.count <= Self.maxOperations
            ? compares.count <= Self.maxOperations
            : compares.count <= Self.maxNestedCompares && operations.count <= Self.maxNestedOperations
        return isCounted && bytes <= Self.maxBytes
    }

    /// How many bytes its keys and values have.
    package var bytes: Int {
        compares.reduce(0) { $0 + $1.range.start.count + $1.range.end.count } + operations.reduce(0) { $0 + $1.bytes }
    }

    var message: Etcdserverpb_TxnRequest {
        var request = Etcdserverpb_TxnRequest()
        request.compare = compares.map(\.message)
        request.failure = observed.map { range in
            var operation = Etcdserverpb_RequestOp()
            operation.requestRange.key = Data(range.start)
            operation.requestRange.rangeEnd = Data(range.end)
            operation.requestRange.keysOnly = true
            return operation
        }
        if operations.count <= Self.maxOperations {
            request.success = operations.map(\.message)
            return request
        }
        for start in stride(from: 0, to: operations.count, by: 64) {
            var inner = Etcdserverpb_TxnRequest()
            inner.success = operations[start..<min(start + 64, operations.count)].map(\.message)
            var operation = Etcdserverpb_RequestOp()
            operation.requestTxn = inner
            request.success.append(operation)
        }
        return request
    }
}

extension EtcdTransaction.Compare {
    fileprivate var message: Etcdserverpb_Compare {
        var message = Etcdserverpb_Compare()
        message.key = Data(range.start)
        message.rangeEnd = Data(range.end)
        switch condition {
        case .absent: (message.target, message.result, message.version) = (.version, .equal, 0)
        case .present: (message.target, message.result, message.version) = (.version, .greater, 0)
        case .value(let value): (message.target, message.result, message.value) = (.value, .equal, Data(value))
        case .valueAbove(let value): (message.target, message.result, message.value) = (.value, .greater, Data(value))
        case .valueBelow(let value): (message.target, message.result, message.value) = (.value, .less, Data(value))
        case .createdAt(let revision):
            (message.target, message.result, message.createRevision) = (.create, .equal, Int64(revision))
        case .modifiedAt(let revision):
            (message.target, message.result, message.modRevision) = (.mod, .equal, Int64(revision))
        case .modifiedBefore(let revision):
            (message.target, message.result, message.modRevision) = (.mod, .less, Int64(revision))
        }
        return message
    }
}

extension EtcdTransaction.Operation {
    fileprivate var message: Etcdserverpb_RequestOp {
        var message = Etcdserverpb_RequestOp()
        switch self {
        case .put(let key, let value, let lease):
            message.requestPut.key = Data(key)
            message.requestPut.value = Data(value)
            message.requestPut.lease = lease
        case .delete(let range):
            message.requestDeleteRange.key = Data(range.start)
            message.requestDeleteRange.rangeEnd = Data(range.end)
        case .branch(let transaction):
            message.requestTxn = transaction.message
        }
        return message
    }
}
