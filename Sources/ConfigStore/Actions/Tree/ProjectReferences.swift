import ConfigStoreAPI
import ServiceKit
import Validation

/// What projects use: remote sources, linked accounts and connections, and who may let them.
enum ProjectReferences {
    /// Checks that each project may be its owner's: its connection is of the organization, or its linked account of the
    /// owner or a member. Requires these memberships to stay until the transaction is applied.
    static func check(
        _ projects: [Stored<ProjectRecord>], owner: TreeOwner, in transaction: ActionTransaction
    ) throws {
        if owner.type == .user, projects.contains(where: \.value.membersCanPerformRunActions) {
            throw ProjectRules.noMembers
        }
        try checkConnections(Set(projects.compactMap(\.value.connectionID)), owner: owner, in: transaction)
        let users = Set(
            projects.filter { $0.value.configType == .remoteSource && $0.value.connectionID == nil }
                .map(\.value.linkedAccountUserID))
        switch owner.type {
        case .user:
            if users.contains(where: { $0 != owner.id }) {
                throw refusal("a user's project uses a linked account of this user")
            }
        case .organization:
            for user in users.sorted() {
                let claim = OrganizationMemberRecord.organizationClaim(organization: owner.id, user: user)
                guard let member = try transaction.record(holding: claim) else {
                    throw refusal("an organization's project uses a linked account of one of its members")
                }
                transaction.requireUnchanged(member.key, revision: member.revision)
            }
        }
    }

    /// A connection never goes to another organization, and stays while a project refers to it.
    private static func checkConnections(
        _ ids: Set<String>, owner: TreeOwner, in transaction: ActionTransaction
    ) throws {
        let connections = try transaction.objects(ConnectionRecord.self, ids: Array(ids))
        if ids.contains(where: { connections[$0]?.value.organizationID != owner.id }) {
            throw connectionRefusal("a project uses a connection of the organization that owns it")
        }
    }

    /// Finds the remote source and the linked account or connection that a project names, and completes the project with
    /// them. Requires the name to be the same remote source's until the transaction is applied.
    static func resolve(_ project: inout ProjectRecord, in transaction: ActionTransaction) throws {
        guard project.configType == .remoteSource else { return }
        let source = try transaction.remoteSource(project.remoteSourceID)
        transaction.requireUnchanged(source.key, revision: source.revision)
        project.remoteSourceID = source.id
        if let ref = project.connectionID {
            guard let connection = try transaction.object(ConnectionRecord.self, id: ref.lowercased()) else {
                throw ServiceError(.notFound, code: "connectionDoesNotExist", "there is no such connection")
            }
            guard connection.value.remoteSourceID == source.id else {
                throw connectionRefusal("the connection is of another remote source")
            }
            project.connectionID = connection.id
            return
        }
        guard
            let account = try transaction.object(
                LinkedAccountRecord.self, id: project.linkedAccountID.lowercased()),
            try transaction.record(RecordKey(UserRecord.kind, account.value.userID)) != nil
        else {
            throw ServiceError(.notFound, code: "linkedAccountDoesNotExist", "there is no such linked account")
        }
        guard account.value.remoteSourceID == source.id else {
            throw refusal("the linked account is of another remote source")
        }
        project.linkedAccountID = account.id
        project.linkedAccountUserID = account.value.userID
    }

    /// Writes the difference between what a project used and what it uses. A new one has no old state.
    static func write(
        from old: Stored<ProjectRecord>?, owner oldOwner: TreeOwner, to new: Stored<ProjectRecord>,
        owner newOwner: TreeOwner, in transaction: ActionTransaction
    ) {
        let before = old?.value.references(owner: oldOwner.type) ?? []
        let after = new.value.references(owner: newOwner.type)
        for key in before.subtracting(after) { transaction.stopReferring(from: new.key, to: key) }
        for key in after.subtracting(before) { transaction.refer(from: new.key, to: key) }
        writeSetUp(from: old, to: new, in: transaction)
        let held = old?.value.accountClaim(new.id, owner: oldOwner.id)
        let wanted = new.value.accountClaim(new.id, owner: newOwner.id)
        guard held != wanted else { return }
        if let held { transaction.release(held) }
        if let wanted { transaction.take(wanted, for: new.key) }
    }

    /// Writes the difference between what a project held for its set-up and what it holds.
    static func writeSetUp(
        from old: Stored<ProjectRecord>?, to new: Stored<ProjectRecord>, in transaction: ActionTransaction
    ) {
        let held = old?.value.setUp?.claims(new.id) ?? []
        let wanted = new.value.setUp?.claims(new.id) ?? []
        for claim in held where !wanted.contains(claim) { transaction.release(claim) }
        for claim in wanted where !held.contains(claim) { transaction.take(claim, for: new.key) }
    }

    /// Gives up what a project that is deleted uses.
    ///
    /// - Parameter owner: The id of who owns it, or owned it when it was deleted with something larger.
    static func remove(_ project: Stored<ProjectRecord>, owner: String, in transaction: ActionTransaction) {
        for key in project.value.references(owner: .organization) {
            transaction.stopReferring(from: project.key, to: key)
        }
        if let claim = project.value.accountClaim(project.id, owner: owner) { transaction.release(claim) }
        for claim in project.value.setUp?.claims(project.id) ?? [] { transaction.release(claim) }
    }

    private static func connectionRefusal(_ message: String) -> ServiceError {
        ServiceError(
            code: "invalidConnection",
            violations: Violations([Violation("connection_id", "invalidConnection", message)]))
    }

    private static func refusal(_ message: String) -> ServiceError {
        ServiceError(
            code: "invalidLinkedAccount",
            violations: Violations([Violation("linked_account_id", "invalidLinkedAccount", message)]))
    }
}
