/// A name in a space that at most one record can hold: `user.name` / `alice`.
package struct Claim: Sendable, Hashable, Codable {
    package var space: String
    package var key: String

    package init(_ space: String, _ key: String) {
        self.space = space
        self.key = key
    }
}

/// That one record refers to another, which can't be deleted while it does.
package struct Reference: Sendable, Hashable, Codable {
    package var from: RecordKey
    package var to: RecordKey

    package init(from: RecordKey, to: RecordKey) {
        self.from = from
        self.to = to
    }
}

/// Everything that one write does. A store applies it whole, or names the guard that failed.
package struct Transaction: Sendable, Hashable {
    /// A record to write. `record.revision` is the stored revision that it replaces; 0 means that there is none yet.
    package var puts: [Record] = []
    /// Records to delete, with the stored revision. Nothing may refer to them any more.
    package var deletes: [Record] = []
    /// Claims to take, each for a record that exists after the transaction.
    package var takes: [TakenClaim] = []
    /// Claims to give up; they are free for `takes` of the same transaction.
    package var releases: [Claim] = []
    package var addedReferences: [Reference] = []
    package var removedReferences: [Reference] = []
    /// Records that must still have the revision that was read.
    package var unchanged: [UnchangedRecord] = []
    /// Stretches of claims of which so many must be held once everything else is applied.
    package var counted: [CountedRange] = []
    /// Claims that nobody may hold once everything else is applied.
    package var free: [Claim] = []
    /// Records that nothing may refer to once everything else is applied.
    package var unreferenced: [RecordKey] = []

    package struct CountedRange: Sendable, Hashable {
        package var space: String
        /// What the keys start with.
        package var prefix: String
        package var count: Int

        package init(space: String, prefix: String, count: Int) {
            self.space = space
            self.prefix = prefix
            self.count = count
        }
    }

    package struct UnchangedRecord: Sendable, Hashable {
        package var key: RecordKey
        package var revision: Int
    }

    package struct TakenClaim: Sendable, Hashable {
        package var claim: Claim
        package var holder: RecordKey

        package init(claim: Claim, holder: RecordKey) {
            self.claim = claim
            self.holder = holder
        }
    }

    package init() {}

    package var isEmpty: Bool {
        puts.isEmpty && deletes.isEmpty && takes.isEmpty && releases.isEmpty && addedReferences.isEmpty
            && removedReferences.isEmpty
    }
}

/// Why a transaction was not applied: something is not as the action saw it.
package enum GuardFailure: Error, Sendable, Hashable {
    /// Somebody else changed or deleted the record.
    case changed(RecordKey)
    /// The record that should be new is there.
    case alreadyExists(RecordKey)
    /// A record that has to exist does not.
    case missing(RecordKey)
    /// Somebody else holds the claim, or holds one that should be free.
    case taken(Claim)
    /// The claim to give up is not held.
    case notHeld(Claim)
    /// More or fewer claims of a stretch are held than should be.
    case otherCount(space: String, prefix: String)
    /// Something refers to the record, and nothing should.
    case referenced(RecordKey, count: Int)
}
