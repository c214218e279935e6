import ConfigStoreAPI
import Validators

extension ReviewedContents {
    /// The members, invitations and connections that go with an organization that is deleted.
    func members(along change: Change) throws -> [ProposedChange] {
        guard change.kind == OrganizationRecord.kind, change.operation == .delete,
            let organization = try transaction.object(OrganizationRecord.self, id: change.id)
        else { return [] }
        let path = "org/\(organization.value.name)"
        let members = try records(
            of: OrganizationMemberRecord.self, OrganizationMemberRecord.organizationSpace, in: organization, path)
        let invitations = try records(
            of: OrganizationInvitationRecord.self, OrganizationInvitationRecord.organizationSpace, in: organization,
            path)
        let connections = try records(of: ConnectionRecord.self, ConnectionRecord.nameSpace, in: organization, path)
        let users = try transaction.objects(
            UserRecord.self, ids: members.map(\.value.userID) + invitations.map(\.value.userID))
        var contents: [Content] = []
        for member in members {
            guard let user = users[member.value.userID] else { continue }
            let shown = OrganizationMember(user: User(user), role: member.value.role)
            contents.append(Content(try member.record(), nil, Shown(shown, "\(path)/\(user.value.name)"), nil))
        }
        for invitation in invitations {
            guard let user = users[invitation.value.userID] else { continue }
            let shown = OrganizationInvitation(invitation, user: user, organization: organization)
            contents.append(Content(try invitation.record(), nil, Shown(shown, "\(path)/\(user.value.name)"), nil))
        }
        for connection in connections {
            let shown = Shown(Connection(connection), "\(path)/\(connection.value.name)")
            contents.append(Content(try connection.record(), nil, shown, nil))
        }
        return try contents.compactMap { try $0.change(validators) }
    }

    /// What an organization has of a kind, where a validator looks at it.
    private func records<Object: StoredObject>(
        of type: Object.Type, _ space: String, in organization: Stored<OrganizationRecord>, _ path: String
    ) throws -> [Stored<Object>] {
        guard validators.all.contains(where: { $0.looks(at: type.kind.rawValue, .delete, below: path) }) else {
            return []
        }
        let found = try transaction.objects(
            type, ClaimRange(space, prefix: "\(organization.id)/", limit: maxCount + 1))
        guard found.count <= maxCount else { throw tooMany }
        return found
    }
}
