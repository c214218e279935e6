/// A transaction on its way to the thread that writes.
struct PendingCommit: Sendable {
    let transaction: Transaction
    /// What is kept of it, written out before its turn comes; nil when nothing is.
    let changes: [UInt8]?

    init(_ transaction: Transaction, isKept: Bool = false) throws {
        self.transaction = transaction
        changes = isKept ? try StoreLines.encode(CommitChanges(transaction)) : nil
    }
}
