import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// Invitations to organizations.
struct OrganizationInvitations: Sendable {
    let environment: ActionEnvironment

    func create(
        _ organizationRef: String, _ request: CreateOrganizationInvitationRequest
    ) async throws -> OrganizationInvitation {
        let role = try OrganizationRules.role(request.role)
        let id = environment.identifiers.next()
        let now = environment.now()
        return try await environment.database.do { transaction in
            let organization = try transaction.organization(organizationRef)
            let user = try transaction.user(request.userRef ?? "")
            if try OrganizationMembers.find(user, organization, in: transaction) != nil {
                throw ServiceError.taken(
                    "user_ref", code: "orgMemberAlreadyExists", "the user is a member of the organization")
            }
            if try Self.find(user, organization, in: transaction) != nil {
                throw ServiceError.taken(
                    "user_ref", code: "invitationAlreadyExists", "the user has an invitation to the organization")
            }
            let invitation = Stored(
                id: id, revision: 0,
                value: OrganizationInvitationRecord(
                    organizationID: organization.id, userID: user.id, role: role, creationTime: now))
            transaction.requireUnchanged(user.key, revision: user.revision)
            transaction.requireUnchanged(organization.key, revision: organization.revision)
            let member = OrganizationMemberRecord.organizationClaim(organization: organization.id, user: user.id)
            transaction.requireNone(member.space, prefix: member.key)
            try transaction.put(invitation)
            for claim in invitation.value.claims { transaction.take(claim, for: invitation.key) }
            let answer = OrganizationInvitation(invitation.written, user: user, organization: organization)
            try Self.note(.create, invitation, organization, user, after: answer, in: transaction)
            return answer
        }
    }

    func delete(_ organizationRef: String, _ userRef: String) async throws {
        try await environment.database.do { transaction in
            let (invitation, user, organization) = try Self.require(organizationRef, userRef, in: transaction)
            try Self.remove(invitation, user, organization, in: transaction)
        }
    }

    /// Accepts or rejects: either way the invitation is gone afterwards.
    func act(
        _ organizationRef: String, _ userRef: String, _ request: OrganizationInvitationActionRequest
    ) async throws {
        guard let action = request.actionType, action == "accept" || action == "reject" else {
            throw ServiceError(
                code: "invalidActionType",
                violations: Violations([
                    Violation("action_type", .notSupported, "accept or reject is needed")
                ]))
        }
        let id = environment.identifiers.next()
        let now = environment.now()
        try await environment.database.do { transaction in
            let (invitation, user, organization) = try Self.require(organizationRef, userRef, in: transaction)
            try Self.remove(invitation, user, organization, in: transaction)
            guard action == "accept" else { return }
            try OrganizationMembers.add(
                user, as: invitation.value.role, to: organization, id: id, at: now, in: transaction)
        }
    }

    func get(_ organizationRef: String, _ userRef: String) async throws -> OrganizationInvitation {
        try await environment.database.do { transaction in
            let (invitation, user, organization) = try Self.require(organizationRef, userRef, in: transaction)
            return OrganizationInvitation(invitation, user: user, organization: organization)
        }
    }

    /// One page of an organization's, by user id, and where the next one starts.
    func list(
        to organizationRef: String, _ page: PageRequest
    ) async throws -> (items: [OrganizationInvitation], next: String?) {
        try await environment.database.do { transaction in
            let organization = try transaction.organization(organizationRef)
            let found = try transaction.claims(
                OrganizationInvitationRecord.organizationSpace, of: organization.id, page)
            return (try Self.answers(found.claims, in: transaction), found.next)
        }
    }

    /// One page of a user's, by organization id, and where the next one starts.
    func list(
        of userRef: String, _ page: PageRequest
    ) async throws -> (items: [OrganizationInvitation], next: String?) {
        try await environment.database.do { transaction in
            let user = try transaction.user(userRef)
            let found = try transaction.claims(OrganizationInvitationRecord.userSpace, of: user.id, page)
            return (try Self.answers(found.claims, in: transaction), found.next)
        }
    }
}

/// What other actions need of invitations.
extension OrganizationInvitations {
    /// Removes a user's invitation, if there is one.
    static func removeIfAny(
        of user: Stored<UserRecord>, to organization: Stored<OrganizationRecord>, in transaction: ActionTransaction
    ) throws {
        guard let invitation = try find(user, organization, in: transaction) else { return }
        try remove(invitation, user, organization, in: transaction)
    }

    static func remove(_ invitation: Stored<OrganizationInvitationRecord>, in transaction: ActionTransaction) throws {
        for claim in invitation.value.claims { transaction.release(claim) }
        try transaction.delete(invitation)
    }

    private static func remove(
        _ invitation: Stored<OrganizationInvitationRecord>, _ user: Stored<UserRecord>,
        _ organization: Stored<OrganizationRecord>, in transaction: ActionTransaction
    ) throws {
        // Names that lead elsewhere by now are no longer about this invitation.
        transaction.requireUnchanged(user.key, revision: user.revision)
        transaction.requireUnchanged(organization.key, revision: organization.revision)
        try remove(invitation, in: transaction)
        let before = OrganizationInvitation(invitation, user: user, organization: organization)
        try note(.delete, invitation, organization, user, before: before, in: transaction)
    }

    private static func answers(
        _ claims: [ClaimedRecord], in transaction: ActionTransaction
    ) throws -> [OrganizationInvitation] {
        let invitations = try claims.map { try Stored<OrganizationInvitationRecord>($0.record) }
        let users = try transaction.objects(UserRecord.self, ids: invitations.map(\.value.userID))
        let organizations = try transaction.objects(
            OrganizationRecord.self, ids: invitations.map(\.value.organizationID))
        // A deleted organization may still be losing its invitations.
        return invitations.compactMap { invitation in
            guard let user = users[invitation.value.userID],
                let organization = organizations[invitation.value.organizationID]
            else { return nil }
            return OrganizationInvitation(invitation, user: user, organization: organization)
        }
    }

    private static func find(
        _ user: Stored<UserRecord>, _ organization: Stored<OrganizationRecord>, in transaction: ActionTransaction
    ) throws -> Stored<OrganizationInvitationRecord>? {
        let claim = OrganizationInvitationRecord.organizationClaim(organization: organization.id, user: user.id)
        return try transaction.object(OrganizationInvitationRecord.self, holding: claim)
    }

    private static func require(
        _ organizationRef: String, _ userRef: String, in transaction: ActionTransaction
    ) throws -> (Stored<OrganizationInvitationRecord>, Stored<UserRecord>, Stored<OrganizationRecord>) {
        let organization = try transaction.organization(organizationRef)
        let user = try transaction.user(userRef)
        guard let invitation = try find(user, organization, in: transaction) else {
            throw ServiceError(
                .notFound, code: "invitationDoesNotExist", "the user has no invitation to the organization")
        }
        return (invitation, user, organization)
    }

    static func note(
        _ operation: Change.Operation, _ invitation: Stored<OrganizationInvitationRecord>,
        _ organization: Stored<OrganizationRecord>, _ user: Stored<UserRecord>,
        before: OrganizationInvitation? = nil, after: OrganizationInvitation? = nil, in transaction: ActionTransaction
    ) throws {
        try transaction.note(
            operation, invitation, ref: "\(organization.value.name)/\(user.value.name)", holders: [organization.id],
            before: before, after: after)
    }
}
