package import Foundation

/// One transaction that was applied, as data: applied to what was there before it, it gives what was there after it.
package struct Commit: Sendable, Hashable {
    /// The store's revision once it was applied.
    package var revision: Int
    /// When it was applied, to the millisecond.
    package var time: Date
    package var changes: CommitChanges

    package init(revision: Int, time: Date, changes: CommitChanges) {
        self.revision = revision
        self.time = Self.rounded(time)
        self.changes = changes
    }

    private static func rounded(_ time: Date) -> Date {
        Date(timeIntervalSince1970: (time.timeIntervalSince1970 * 1_000).rounded() / 1_000)
    }
}

/// What a transaction changes, without its guards. Claims are released before others are taken.
package struct CommitChanges: Sendable, Hashable {
    /// Records as they are afterwards, with their new revision.
    package var puts: [Record] = []
    package var deletes: [RecordKey] = []
    package var takes: [Transaction.TakenClaim] = []
    package var releases: [Claim] = []
    package var addedReferences: [Reference] = []
    package var removedReferences: [Reference] = []

    package init() {}

    /// What a transaction does once all its guards hold: so each record's new revision is the one that it names, and one more.
    package init(_ transaction: Transaction) {
        puts = transaction.puts.map { put in
            Record(kind: put.kind, id: put.id, revision: put.revision + 1, body: put.body)
        }
        deletes = transaction.deletes.map(\.key)
        takes = transaction.takes
        releases = transaction.releases
        addedReferences = transaction.addedReferences
        removedReferences = transaction.removedReferences
    }
}
