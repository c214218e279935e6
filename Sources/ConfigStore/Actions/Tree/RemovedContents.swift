import Foundation

/// Removes records that nobody can reach any more, with everything that they hold.
struct RemovedContents {
    let now: Date
    let transaction: ActionTransaction

    init(at now: Date, transaction: ActionTransaction) {
        self.now = now
        self.transaction = transaction
    }

    /// - Returns: How many of them are gone; one that something still refers to stays for later.
    func remove(_ found: [ClaimedRecord]) throws -> Int {
        let records = found.map(\.record)
        let full = try projectsWithContents(records)
        return try records.count { record in
            switch record.kind {
            case ProjectGroupRecord.kind:
                try ProjectGroups.remove(try Stored(record), in: transaction)
                try Removals.add(record.id, at: now, in: transaction)
            case ProjectRecord.kind:
                try Projects.remove(try Stored(record), in: transaction)
                if full.contains(record.id) { try Removals.add(record.id, at: now, in: transaction) }
            case VariableRecord.kind:
                try Variables.remove(try Stored(record), in: transaction)
            case SecretRecord.kind:
                try Secrets.remove(try Stored(record), in: transaction)
            case OrganizationMemberRecord.kind:
                try OrganizationMembers.remove(try Stored(record), in: transaction)
            case OrganizationInvitationRecord.kind:
                try OrganizationInvitations.remove(try Stored(record), in: transaction)
            case LinkedAccountRecord.kind:
                if try transaction.referenceCount(to: record.key) > 0 { return false }
                try LinkedAccounts.removeDetached(try Stored(record), in: transaction)
            default:
                throw StoreError.unavailable("\(record.kind) is not known to be in the tree")
            }
            return true
        }
    }

    private func projectsWithContents(_ records: [Record]) throws -> Set<String> {
        let ids = records.filter { $0.kind == ProjectRecord.kind }.map(\.id)
        return try TreeContents.ofProjects.reduce(into: []) { full, space in
            full.formUnion(try transaction.ids(among: ids, holdingIn: space.name))
        }
    }
}
