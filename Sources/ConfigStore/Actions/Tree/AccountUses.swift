import ConfigStoreAPI
import ServiceKit

/// Which projects use a user's linked accounts, and what they keep from being done.
///
/// A project holds the claim `<user>/<owner>/<account>/<its id>`. Whoever gives an organization's project an account
/// requires the membership of the account's user to be unchanged, and whoever takes that away requires that there is no
/// such claim: of the two, the second one to be written is refused.
struct AccountUses {
    let user: Stored<UserRecord>
    let transaction: ActionTransaction

    /// How many projects are looked through for them.
    private static let maxWalk = 1_000

    /// Refuses to take the user out of an organization while its projects use the user's accounts.
    func requireNone(in organization: Stored<OrganizationRecord>) throws {
        let prefix = ProjectRecord.accountPrefix(user: user.id, owner: organization.id)
        transaction.requireNone(ProjectRecord.accountSpace, prefix: prefix)
        let count = try transaction.claimCount(ProjectRecord.accountSpace, prefix: prefix)
        if count == 0 { return }
        throw try refusal(
            "orgMemberInUse", count, "a linked account of this member of the organization \(organization.value.name)",
            try claims(prefix: prefix))
    }

    /// Refuses to delete one of the user's accounts while projects use it.
    func requireNone(of account: Stored<LinkedAccountRecord>) throws {
        let count = try transaction.referenceCount(to: account.key)
        if count == 0 { return }
        let uses = try claims(prefix: "\(user.id)/").filter { $0.key.contains("/\(account.id)/") }
        throw try refusal("linkedAccountInUse", count, "the linked account", uses)
    }

    /// Refuses to delete the user while projects of organizations use the user's accounts.
    func requireNoneOfOrganizations() throws {
        let count = try transaction.referenceCount(to: user.key)
        if count == 0 { return }
        let own = ProjectRecord.accountPrefix(user: user.id, owner: user.id)
        let uses = try claims(prefix: "\(user.id)/").filter { !$0.key.hasPrefix(own) }
        throw try refusal("linkedAccountInUse", count, "a linked account of the user", uses)
    }

    private func claims(prefix: String) throws -> [ClaimedRecord] {
        try transaction.claims(ClaimRange(ProjectRecord.accountSpace, prefix: prefix, limit: Self.maxWalk))
    }

    private func refusal(
        _ code: String, _ count: Int, _ what: String, _ uses: [ClaimedRecord]
    ) throws -> ServiceError {
        try ProjectUseRefusal(transaction: transaction).refusal(code, count, what, uses)
    }
}
