/// A transaction on its way to the thread that writes.
struct PendingCommit: Sendable {
    let transaction: Transaction
    /// What is kept of it, written out before its turn comes; nil when nothing is.
    let changes: [UInt8]?

    init(_ transaction: Transaction) {
        self.transaction = transaction
        changes = nil
    }

    init(keeping transaction: Transaction) throws {
        self.transaction = transaction
        changes = try StoreLines.encode(CommitChanges(transaction))
    }
}
