import EtcdAccess

/// What a commit is in etcd.
struct PlannedCommit: Sendable {
    /// What holds for every commit of a generation: that it is the current one, and that nobody commits alone.
    var common: [EtcdTransaction.Compare]
    var guards: [EtcdTransaction.Compare]
    var operations: [EtcdTransaction.Operation]
    /// Whether all guards are among the comparisons. Where they don't fit, they hold as long as nobody has committed
    /// since they were looked at.
    var isComplete: Bool
    /// What the store's revisions are more than etcd's.
    var offset = 0

    /// By itself.
    var transaction: EtcdTransaction { EtcdTransaction(common + guards, operations) }
    /// Among others.
    var branch: EtcdTransaction { EtcdTransaction(guards, operations) }

    /// How many bytes its keys and values have.
    var bytes: Int { branch.bytes }

    /// The keys that it writes or deletes.
    var keys: [[UInt8]] {
        operations.compactMap { operation in
            switch operation {
            case .put(let key, _, _): key
            case .delete(let range): range.start
            case .branch: nil
            }
        }
    }
}
