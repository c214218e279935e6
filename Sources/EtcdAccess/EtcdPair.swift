import EtcdProtocol
import Foundation

/// A key with its value.
package struct EtcdPair: Sendable, Hashable {
    package var key: [UInt8]
    package var value: [UInt8]
    /// When the key was made, and when it was last written.
    package var createRevision: Int
    package var modRevision: Int
    /// The lease that it ends with; 0 for none.
    package var lease: Int64

    init(_ pair: Mvccpb_KeyValue) {
        key = Array(pair.key)
        value = Array(pair.value)
        createRevision = Int(pair.createRevision)
        modRevision = Int(pair.modRevision)
        lease = pair.lease
    }
}

/// Some of a range's pairs, in the order of their keys.
package struct EtcdPage: Sendable, Hashable {
    package var pairs: [EtcdPair]
    package var hasMore: Bool
    /// How many pairs the whole range has. Etcd looks at the key of each of them, however few fit into the page.
    package var count: Int
    /// The revision of the whole of etcd when it answered.
    package var revision: Int
    /// Which cluster answered.
    package var cluster: UInt64
}
