import ConfigStoreAPI
import ServiceKit

/// Removes records that nobody can reach any more, with everything that they hold, and writes down that they are gone.
///
/// Whether they may go was asked when what held them was deleted; so it is not asked again here.
struct RemovedContents {
    /// What was deleted, and held them.
    let removal: RemovalRecord
    let identifiers: IdentifierGenerator
    let transaction: ActionTransaction

    /// - Parameter records: Things of one kind.
    /// - Returns: How many of them are gone; one that something still refers to stays for later.
    func remove(_ records: [Record]) throws -> Int {
        let full = try projectsWithContents(records)
        let users = try userNames(records)
        var lines: [RemovalAuditRecord.Line] = []
        let count = try records.count { record in
            switch record.kind {
            case ProjectGroupRecord.kind:
                let group = try Stored<ProjectGroupRecord>(record)
                try ProjectGroups.remove(group, in: transaction)
                try Removals.add(removal.holding(group.id, name: group.value.name), of: group.id, in: transaction)
                // A root group comes and goes with its owner without a word.
                if !group.value.isRoot { lines.append(line(record, group.value.name)) }
            case ProjectRecord.kind:
                let project = try Stored<ProjectRecord>(record)
                try Projects.remove(project, owner: removal.holders.first ?? "", in: transaction)
                try ForgeCleanups.add(
                    for: project, path: "\(removal.path)/\(project.value.name)", id: identifiers.next(),
                    time: removal.creationTime, in: transaction)
                if full.contains(project.id) {
                    let contents = removal.holding(project.id, name: project.value.name)
                    try Removals.add(contents, of: project.id, in: transaction)
                }
                lines.append(line(record, project.value.name))
            case VariableRecord.kind:
                let variable = try Stored<VariableRecord>(record)
                try Variables.remove(variable, in: transaction)
                lines.append(line(record, variable.value.name))
            case SecretRecord.kind:
                let secret = try Stored<SecretRecord>(record)
                try Secrets.remove(secret, in: transaction)
                lines.append(line(record, secret.value.name))
            case OrganizationMemberRecord.kind:
                let member = try Stored<OrganizationMemberRecord>(record)
                try OrganizationMembers.remove(member, in: transaction)
                lines.append(line(record, users[member.value.userID] ?? member.value.userID))
            case OrganizationInvitationRecord.kind:
                let invitation = try Stored<OrganizationInvitationRecord>(record)
                try OrganizationInvitations.remove(invitation, in: transaction)
                lines.append(line(record, users[invitation.value.userID] ?? invitation.value.userID))
            case ConnectionRecord.kind:
                if try transaction.referenceCount(to: record.key) > 0 { return false }
                let connection = try Stored<ConnectionRecord>(record)
                try Connections.remove(connection, in: transaction)
                lines.append(line(record, connection.value.name))
            case LinkedAccountRecord.kind:
                // That it was unlinked is written down with the user's deletion.
                if try transaction.referenceCount(to: record.key) > 0 { return false }
                try LinkedAccounts.removeDetached(try Stored(record), in: transaction)
            default:
                throw StoreError.unavailable("\(record.kind) is not known to be in the tree")
            }
            return true
        }
        if let kind = records.first?.kind { try write(lines, of: kind) }
        return count
    }

    private func line(_ record: Record, _ name: String) -> RemovalAuditRecord.Line {
        RemovalAuditRecord.Line(id: identifiers.next(), objectID: record.id, name: name)
    }

    /// The name of the organization that was deleted.
    private var organization: String { String(removal.path.drop { $0 != "/" }.dropFirst()) }

    /// Writes down that objects were deleted, by whom and when what held them was. What they were like is not kept: of
    /// something large, the log would grow by as much as goes.
    private func write(_ lines: [RemovalAuditRecord.Line], of kind: RecordKind) throws {
        guard let last = lines.last else { return }
        let isInTree = ![OrganizationMemberRecord.kind, OrganizationInvitationRecord.kind, ConnectionRecord.kind]
            .contains(kind)
        let record = Stored(
            id: last.id, revision: 0,
            value: RemovalAuditRecord(
                objectKind: kind.rawValue, path: isInTree ? removal.path : organization, holders: removal.holders,
                context: removal.context, time: removal.creationTime, lines: lines))
        try transaction.put(record)
        for claim in record.value.claims(record.id) { transaction.take(claim, for: record.key) }
    }

    private func projectsWithContents(_ records: [Record]) throws -> Set<String> {
        let ids = records.filter { $0.kind == ProjectRecord.kind }.map(\.id)
        return try TreeContents.ofProjects.reduce(into: []) { full, space in
            full.formUnion(try transaction.ids(among: ids, holdingIn: space.name))
        }
    }

    /// The names of those who were members or invited, by id.
    private func userNames(_ records: [Record]) throws -> [String: String] {
        let ids = try records.compactMap { record -> String? in
            switch record.kind {
            case OrganizationMemberRecord.kind: try Stored<OrganizationMemberRecord>(record).value.userID
            case OrganizationInvitationRecord.kind: try Stored<OrganizationInvitationRecord>(record).value.userID
            default: nil
            }
        }
        if ids.isEmpty { return [:] }
        return try transaction.objects(UserRecord.self, ids: ids).mapValues(\.value.name)
    }
}
