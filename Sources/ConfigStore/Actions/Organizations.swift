import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What can be done with organizations.
struct Organizations: Sendable {
    let environment: ActionEnvironment

    /// Makes an organization with its root group, and its first owner when there is one.
    func create(_ request: CreateOrganizationRequest) async throws -> Organization {
        let visibility = try OrganizationRules.check(request)
        let name = request.name ?? ""
        let now = environment.now()
        let organization = Stored(
            id: environment.identifiers.next(), revision: 0,
            value: OrganizationRecord(name: name, visibility: visibility, creationTime: now, updateTime: now))
        let rootID = environment.identifiers.next()
        let memberID = environment.identifiers.next()
        return try await environment.database.do { transaction in
            try Self.requireFree(name, in: transaction)
            let creator = try request.creatorUserID.map { try Self.creator($0, in: transaction) }
            try transaction.put(organization)
            transaction.take(OrganizationRecord.nameClaim(name), for: organization.key)
            transaction.take(organization.value.visibilityClaim, for: organization.key)
            try RootGroups.add(
                RootGroups.new(id: rootID, of: organization.key, visibility: visibility, at: now),
                of: organization.key, in: transaction)
            let answer = Organization(organization.written)
            try transaction.note(.create, organization, ref: name, after: answer)
            if let creator {
                try OrganizationMembers.add(
                    creator, as: .owner, to: organization.written, id: memberID, at: now, in: transaction)
            }
            return answer
        }
    }

    /// Renames an organization or changes its visibility; what is in it goes along, since it hangs on its id.
    func update(_ ref: String, _ request: UpdateOrganizationRequest) async throws -> Organization {
        let visibility = try OrganizationRules.check(request)
        let now = environment.now()
        return try await environment.database.do { transaction in
            let stored = try transaction.organization(ref)
            var changed = stored
            changed.value.updateTime = now
            changed.value.name = request.name ?? stored.value.name
            changed.value.visibility = visibility ?? stored.value.visibility
            if changed.value.name != stored.value.name {
                try Self.requireFree(changed.value.name, in: transaction)
                transaction.release(OrganizationRecord.nameClaim(stored.value.name))
                transaction.take(OrganizationRecord.nameClaim(changed.value.name), for: stored.key)
            }
            if changed.value.visibilityClaim != stored.value.visibilityClaim {
                transaction.release(stored.value.visibilityClaim)
                transaction.take(changed.value.visibilityClaim, for: stored.key)
            }
            try transaction.put(changed)
            let answer = Organization(changed.written)
            try transaction.note(
                .update, stored, ref: stored.value.name, before: Organization(stored), after: answer)
            return answer
        }
    }

    /// Deletes an organization with its members and invitations; one that holds something only when `cascade` says so.
    func delete(_ ref: String, cascade: Bool) async throws {
        let now = environment.now()
        let context = AuditContext.current
        try await environment.removals.deleting { transaction in
            let organization = try transaction.organization(ref)
            let root = try transaction.tree.root(of: TreeOwner(organization))
            if !cascade {
                try TreeContents.requireNothing(in: root, code: "organizationInUse", "the organization", transaction)
            }
            let name = organization.value.name
            transaction.release(OrganizationRecord.nameClaim(name))
            transaction.release(organization.value.visibilityClaim)
            try transaction.delete(organization)
            // Members, invitations and the root group: nothing leads to them any more.
            let removal = RemovalRecord(
                path: root.owner.path, holders: [organization.id], context: context, creationTime: now)
            try Removals.add(removal, of: organization.id, in: transaction)
            try transaction.note(.delete, organization, ref: name, before: Organization(organization))
        }
    }

    func get(_ ref: String) async throws -> Organization {
        try await environment.database.do { Organization(try $0.organization(ref)) }
    }

    /// One page, by name, and whether there is more.
    func list(_ page: PageRequest, visibility: Visibility?) async throws -> (items: [Organization], hasMore: Bool) {
        let (space, prefix) =
            visibility.map { ("organization.visibility", "\($0.rawValue)/") } ?? ("organization.name", "")
        let range = ClaimRange(
            space, prefix: prefix, after: page.after.map { prefix + $0 }, limit: page.limit + 1,
            ascending: page.ascending)
        let found = try await environment.database.do { transaction in
            try transaction.objects(OrganizationRecord.self, range).map(Organization.init)
        }
        return (Array(found.prefix(page.limit)), found.count > page.limit)
    }

    private static func requireFree(_ name: String, in transaction: ActionTransaction) throws {
        if try transaction.record(holding: OrganizationRecord.nameClaim(name)) != nil {
            throw ServiceError.taken(
                "name", code: "organizationAlreadyExists", "there is an organization of this name")
        }
    }

    private static func creator(_ id: String, in transaction: ActionTransaction) throws -> Stored<UserRecord> {
        guard let user = try transaction.object(UserRecord.self, id: id.lowercased()) else {
            let message = "the user who should become the owner does not exist"
            throw ServiceError(
                .notFound, code: "creatorUserDoesNotExist", message,
                details: [Violation("creator_user_id", "doesNotExist", message)])
        }
        return user
    }
}
