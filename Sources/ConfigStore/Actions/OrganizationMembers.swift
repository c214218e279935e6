import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// Who belongs to organizations.
struct OrganizationMembers: Sendable {
    let environment: ActionEnvironment

    /// Adds a member or gives one another role; a pending invitation is gone then.
    func set(
        _ organizationRef: String, _ userRef: String, _ request: SetOrganizationMemberRequest
    ) async throws -> OrganizationMember {
        let role = try OrganizationRules.role(request.role)
        let id = environment.identifiers.next()
        let now = environment.now()
        return try await environment.database.do { transaction in
            let organization = try transaction.organization(organizationRef)
            let user = try transaction.user(userRef)
            try OrganizationInvitations.removeIfAny(of: user, to: organization, in: transaction)
            let answer = OrganizationMember(user: User(user), role: role)
            guard let stored = try Self.find(user, organization, in: transaction) else {
                try Self.add(user, as: role, to: organization, id: id, at: now, in: transaction)
                return answer
            }
            if stored.value.role == role { return answer }
            let owner = OrganizationMemberRecord.ownerClaim(organization: organization.id, user: user.id)
            if role == .owner {
                transaction.take(owner, for: stored.key)
            } else {
                try Self.requireAnotherOwner(than: stored, of: organization, in: transaction)
                transaction.release(owner)
            }
            transaction.requireUnchanged(user.key, revision: user.revision)
            transaction.requireUnchanged(organization.key, revision: organization.revision)
            var changed = stored
            changed.value.role = role
            changed.value.updateTime = now
            try transaction.put(changed)
            let before = OrganizationMember(user: answer.user, role: stored.value.role)
            try Self.note(.update, stored, organization, user, before: before, after: answer, in: transaction)
            return answer
        }
    }

    /// Takes a member out, but for the last owner and for one whose linked accounts projects of the organization use.
    func remove(_ organizationRef: String, _ userRef: String) async throws {
        try await environment.removals.unlessHeldByRemoved { transaction in
            let organization = try transaction.organization(organizationRef)
            let user = try transaction.user(userRef)
            guard let stored = try Self.find(user, organization, in: transaction) else { throw Self.noMember }
            if stored.value.role == .owner {
                try Self.requireAnotherOwner(than: stored, of: organization, in: transaction)
            }
            // Names that lead elsewhere by now are no longer about this membership.
            transaction.requireUnchanged(user.key, revision: user.revision)
            transaction.requireUnchanged(organization.key, revision: organization.revision)
            try AccountUses(user: user, transaction: transaction).requireNone(in: organization)
            try Self.remove(stored, of: user, from: organization, in: transaction)
        }
    }

    /// One page, by user id, and where the next one starts.
    func list(
        _ organizationRef: String, _ page: PageRequest
    ) async throws -> (items: [OrganizationMember], next: String?) {
        try await environment.database.do { transaction in
            let organization = try transaction.organization(organizationRef)
            let found = try transaction.claims(
                OrganizationMemberRecord.organizationSpace, of: organization.id, page)
            let members = try found.claims.map { try Stored<OrganizationMemberRecord>($0.record) }
            let users = try transaction.objects(UserRecord.self, ids: members.map(\.value.userID))
            let items = members.compactMap { member in
                users[member.value.userID].map { OrganizationMember(user: User($0), role: member.value.role) }
            }
            return (items, found.next)
        }
    }

    /// One page of a user's organizations, by organization id, and where the next one starts.
    func organizations(
        of userRef: String, _ page: PageRequest
    ) async throws -> (items: [UserOrganization], next: String?) {
        try await environment.database.do { transaction in
            let user = try transaction.user(userRef)
            let found = try transaction.claims(OrganizationMemberRecord.userSpace, of: user.id, page)
            let members = try found.claims.map { try Stored<OrganizationMemberRecord>($0.record) }
            // A deleted organization may still be losing its members.
            let all = try transaction.objects(OrganizationRecord.self, ids: members.map(\.value.organizationID))
            let items = members.compactMap { member in
                all[member.value.organizationID].map {
                    UserOrganization(organization: Organization($0), role: member.value.role)
                }
            }
            return (items, found.next)
        }
    }

    func organization(_ organizationRef: String, of userRef: String) async throws -> UserOrganization {
        try await environment.database.do { transaction in
            let user = try transaction.user(userRef)
            let organization = try transaction.organization(organizationRef)
            guard let stored = try Self.find(user, organization, in: transaction) else { throw Self.noMember }
            return UserOrganization(organization: Organization(organization), role: stored.value.role)
        }
    }
}

/// What other actions need of memberships.
extension OrganizationMembers {
    static func find(
        _ user: Stored<UserRecord>, _ organization: Stored<OrganizationRecord>, in transaction: ActionTransaction
    ) throws -> Stored<OrganizationMemberRecord>? {
        let claim = OrganizationMemberRecord.organizationClaim(organization: organization.id, user: user.id)
        return try transaction.object(OrganizationMemberRecord.self, holding: claim)
    }

    /// Adds a user who is no member.
    static func add(
        _ user: Stored<UserRecord>, as role: OrganizationRole, to organization: Stored<OrganizationRecord>,
        id: String, at now: Date, in transaction: ActionTransaction
    ) throws {
        let member = Stored(
            id: id, revision: 0,
            value: OrganizationMemberRecord(
                organizationID: organization.id, userID: user.id, role: role, creationTime: now, updateTime: now))
        transaction.requireUnchanged(user.key, revision: user.revision)
        transaction.requireUnchanged(organization.key, revision: organization.revision)
        // Who is a member is not invited.
        let invitation = OrganizationInvitationRecord.organizationClaim(organization: organization.id, user: user.id)
        transaction.requireNone(invitation.space, prefix: invitation.key)
        try transaction.put(member)
        for claim in member.value.claims { transaction.take(claim, for: member.key) }
        let answer = OrganizationMember(user: User(user), role: role)
        try note(.create, member, organization, user, after: answer, in: transaction)
    }

    static func remove(
        _ member: Stored<OrganizationMemberRecord>, of user: Stored<UserRecord>,
        from organization: Stored<OrganizationRecord>, in transaction: ActionTransaction
    ) throws {
        try remove(member, in: transaction)
        let before = OrganizationMember(user: User(user), role: member.value.role)
        try note(.delete, member, organization, user, before: before, in: transaction)
    }

    static func remove(_ member: Stored<OrganizationMemberRecord>, in transaction: ActionTransaction) throws {
        for claim in member.value.claims { transaction.release(claim) }
        try transaction.delete(member)
    }

    /// Refuses to take an organization's last owner away.
    ///
    /// Another owner stays as a witness: when two leave at once, each needs the other, and the second one to be written
    /// finds its witness gone.
    static func requireAnotherOwner(
        than member: Stored<OrganizationMemberRecord>, of organization: Stored<OrganizationRecord>,
        in transaction: ActionTransaction
    ) throws {
        let owners = try transaction.claims(
            ClaimRange(OrganizationMemberRecord.ownerSpace, prefix: "\(organization.id)/", limit: 2))
        guard let witness = owners.first(where: { $0.record.id != member.id })?.record else {
            throw ServiceError(
                .conflict, code: "lastOwner",
                "this is the last owner of the organization \(organization.value.name): make somebody else one first",
                details: [Violation("organizations", "lastOwner", organization.value.name)])
        }
        transaction.requireUnchanged(witness.key, revision: witness.revision)
    }

    private static func note(
        _ operation: Change.Operation, _ member: Stored<OrganizationMemberRecord>,
        _ organization: Stored<OrganizationRecord>, _ user: Stored<UserRecord>,
        before: OrganizationMember? = nil, after: OrganizationMember? = nil, in transaction: ActionTransaction
    ) throws {
        try transaction.note(
            operation, member, ref: "\(organization.value.name)/\(user.value.name)", holders: [organization.id],
            before: before, after: after)
    }

    private static var noMember: ServiceError {
        ServiceError(.notFound, code: "orgMemberDoesNotExist", "the user is no member of the organization")
    }
}
