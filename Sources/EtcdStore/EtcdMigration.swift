import EtcdAccess

/// What a migration into etcd requires of its last step: that nobody has begun another one, and that nobody has written
/// since it was begun.
struct EtcdMigration: Sendable {
    /// The last commit before it was begun.
    var latest: Int
    /// When it was begun.
    var mark: Int

    /// Completes the transaction that makes the generation the current one. The mark is as new as the last commit from then
    /// on: until somebody writes.
    func end(_ transaction: inout EtcdTransaction, _ keys: EtcdKeys) {
        transaction.compares += [
            .init(key: keys.latest, .modifiedAt(latest)), .init(key: keys.migration, .modifiedAt(mark)),
        ]
        transaction.operations.append(.put(key: keys.migration, value: [], lease: 0))
    }
}
