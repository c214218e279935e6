import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// Deletes users with everything that is only theirs.
struct UserDeletion: Sendable {
    let environment: ActionEnvironment
    /// How many claims one query of a user's memberships and invitations reads.
    private static let batch = 500

    /// Deletes a user with tokens, sessions, linked accounts, memberships and invitations; one whose root group holds
    /// something only when `cascade` says so. The last owner of an organization stays, and whoever's linked accounts
    /// organizations use.
    func delete(_ ref: String, cascade: Bool) async throws {
        let now = environment.now()
        let context = AuditContext.current
        try await environment.removals.deleting { transaction in
            let user = try transaction.user(ref)
            try removeMemberships(of: user, in: transaction)
            let root = try transaction.tree.root(of: TreeOwner(user))
            if !cascade {
                try TreeContents.requireNothing(in: root, code: "userInUse", "the user's root group", transaction)
            }
            try AccountUses(user: user, transaction: transaction).requireNoneOfOrganizations()
            try removeOwn(of: user, in: transaction)
            transaction.release(UserRecord.nameClaim(user.value.name))
            try transaction.delete(user)
            // The root group and accounts that its projects used: nothing leads to them any more.
            let removal = RemovalRecord(
                path: root.owner.path, holders: [user.id], context: context, creationTime: now)
            try Removals.add(removal, of: user.id, in: transaction)
            transaction.note(Change(.delete, User(user), nil))
        }
    }

    private func removeOwn(of user: Stored<UserRecord>, in transaction: ActionTransaction) throws {
        for account in try transaction.objects(LinkedAccountRecord.self, LinkedAccountRecord.all(of: user.id)) {
            try LinkedAccounts.detach(account, in: transaction)
            try transaction.note(Change(.delete, LinkedAccount(account), nil, of: User(user)))
        }
        for token in try transaction.objects(UserTokenRecord.self, UserTokenRecord.all(of: user.id)) {
            try UserTokens.remove(token, in: transaction)
            try transaction.note(Change(.delete, UserToken(token), nil, of: User(user)))
        }
        for session in try Self.all("session.user", of: user, in: transaction) {
            let session = try Stored<SessionRecord>(session)
            try Sessions.remove(session, in: transaction)
            try transaction.note(Change(.delete, session, of: user))
        }
        try removeInvitations(of: user, in: transaction)
    }

    private func removeInvitations(of user: Stored<UserRecord>, in transaction: ActionTransaction) throws {
        let invitations = try Self.all(OrganizationInvitationRecord.userSpace, of: user, in: transaction)
            .map { try Stored<OrganizationInvitationRecord>($0) }
        let organizations = try transaction.objects(
            OrganizationRecord.self, ids: invitations.map(\.value.organizationID))
        for invitation in invitations {
            // A deleted organization may still be losing its invitations.
            guard let organization = organizations[invitation.value.organizationID] else {
                try removeRemains(try invitation.record(), of: invitation.value.organizationID, in: transaction)
                continue
            }
            try OrganizationInvitations.remove(invitation, in: transaction)
            let before = OrganizationInvitation(invitation, user: user, organization: organization)
            try OrganizationInvitations.note(.delete, invitation, organization, user, before: before, in: transaction)
        }
    }

    /// Takes the user out of every organization, and refuses where nobody else would own one.
    private func removeMemberships(of user: Stored<UserRecord>, in transaction: ActionTransaction) throws {
        let members = try Self.all(OrganizationMemberRecord.userSpace, of: user, in: transaction)
            .map { try Stored<OrganizationMemberRecord>($0) }
        let organizations = try transaction.objects(
            OrganizationRecord.self, ids: members.map(\.value.organizationID))
        for member in members {
            // A deleted organization may still be losing its members, and needs no owner.
            guard let organization = organizations[member.value.organizationID] else {
                try removeRemains(try member.record(), of: member.value.organizationID, in: transaction)
                continue
            }
            if member.value.role == .owner {
                try OrganizationMembers.requireAnotherOwner(than: member, of: organization, in: transaction)
            }
            try OrganizationMembers.remove(member, of: user, from: organization, in: transaction)
        }
    }

    /// Removes what a deleted organization has not lost yet, and writes down that it went with the organization.
    private func removeRemains(
        _ record: Record, of organization: String, in transaction: ActionTransaction
    ) throws {
        guard let removal = try transaction.object(RemovalRecord.self, id: organization) else { return }
        let contents = RemovedContents(
            removal: removal.value, identifiers: environment.identifiers, transaction: transaction)
        _ = try contents.remove([record])
    }

    /// Every record that holds a claim `<user>/…` of a space; none may be added meanwhile.
    private static func all(
        _ space: String, of user: Stored<UserRecord>, in transaction: ActionTransaction
    ) throws -> [Record] {
        let prefix = "\(user.id)/"
        transaction.requireNone(space, prefix: prefix)
        var found: [Record] = []
        var last: String?
        repeat {
            let page = try transaction.claims(ClaimRange(space, prefix: prefix, after: last, limit: batch))
            found += page.map(\.record)
            last = page.count < batch ? nil : page.last?.key
        } while last != nil
        return found
    }
}
