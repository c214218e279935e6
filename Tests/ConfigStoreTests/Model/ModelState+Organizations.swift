/// Organizations, who belongs to them and who is invited.
extension ModelState {
    mutating func answerOrganizations(
        _ operation: ModelOperation, _ newIDs: [String]
    ) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .createOrganization(let name, let isPrivate, let creator):
            if organizationID(named: name) != nil { throw Self.taken("organizationAlreadyExists", "name") }
            if let creator, users[creator] == nil {
                throw Refusal(status: 404, code: "creatorUserDoesNotExist", details: ["creator_user_id"])
            }
            let id = newIDs.first ?? "new organization"
            organizations[id] = Organization(name: name, isPrivate: isPrivate)
            groups[Self.root(of: id)] = Group(parent: id, name: "", isPrivate: isPrivate)
            if let creator { members[MemberKey(organization: id, user: creator)] = true }
            return .answered(201, [view(organization: id)])
        case .updateOrganization(let ref, let name, let isPrivate):
            let id = try organizationID(ref)
            if let name, let other = organizationID(named: name), other != id {
                throw Self.taken("organizationAlreadyExists", "name")
            }
            if let name { organizations[id]?.name = name }
            if let isPrivate { organizations[id]?.isPrivate = isPrivate }
            organizations[id]?.revision += 1
            return .answered(200, [view(organization: id)])
        case .deleteOrganization(let ref, let cascade):
            let id = try organizationID(ref)
            if !cascade { try requireEmpty(group: Self.root(of: id), code: "organizationInUse") }
            removeContents(of: Self.root(of: id))
            groups[Self.root(of: id)] = nil
            for key in members.keys where key.organization == id { members[key] = nil }
            for key in invitations.keys where key.organization == id { invitations[key] = nil }
            organizations[id] = nil
            return .answered(204, [])
        case .organization(let ref): return .answered(200, [view(organization: try organizationID(ref))])
        default: preconditionFailure("\(operation) is not about organizations")
        }
    }

    mutating func answerMembers(_ operation: ModelOperation) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .setMember(let organization, let user, let isOwner):
            let key = MemberKey(organization: try organizationID(organization), user: try userID(user))
            if members[key] == true, !isOwner { try requireAnotherOwner(than: key) }
            invitations[key] = nil
            members[key] = isOwner
            return .answered(201, [view(member: key)])
        case .removeMember(let organization, let user):
            let key = MemberKey(organization: try organizationID(organization), user: try userID(user))
            guard members[key] != nil else { throw Refusal(status: 404, code: "orgMemberDoesNotExist") }
            try requireAnotherOwner(than: key)
            try requireUnused(accountsOf: key.user, code: "orgMemberInUse") { _, owner in
                owner.id == key.organization
            }
            members[key] = nil
            return .answered(204, [])
        case .members(let organization):
            let id = try organizationID(organization)
            let keys = members.keys.filter { $0.organization == id }.sorted { $0.user < $1.user }
            return .answered(200, keys.map { view(member: $0) })
        case .organizations(let user):
            let id = try userID(user)
            let keys = members.keys.filter { $0.user == id }.sorted { $0.organization < $1.organization }
            return .answered(
                200,
                keys.map { key in
                    let view = view(organization: key.organization)
                    return ModelView(view.id, view.fields + [members[key] == true ? "owner" : "member"])
                })
        default: preconditionFailure("\(operation) is not about members")
        }
    }

    mutating func answerInvitations(
        _ operation: ModelOperation, _ newIDs: [String]
    ) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .invite(let organization, let user, let isOwner):
            let key = MemberKey(organization: try organizationID(organization), user: try userID(user))
            if members[key] != nil { throw Self.taken("orgMemberAlreadyExists", "user_ref") }
            if invitations[key] != nil { throw Self.taken("invitationAlreadyExists", "user_ref") }
            invitations[key] = Invitation(id: newIDs.first ?? "new invitation", isOwner: isOwner)
            return .answered(201, [view(invitation: key)])
        case .withdraw(let organization, let user):
            invitations[try invitation(organization, user)] = nil
            return .answered(204, [])
        case .answerInvitation(let organization, let user, let accepts):
            let key = try invitation(organization, user)
            let isOwner = invitations.removeValue(forKey: key)?.isOwner
            if accepts { members[key] = isOwner }
            return .answered(204, [])
        case .invitations(let organization):
            let id = try organizationID(organization)
            let keys = invitations.keys.filter { $0.organization == id }.sorted { $0.user < $1.user }
            return .answered(200, keys.map { view(invitation: $0) })
        default: preconditionFailure("\(operation) is not about invitations")
        }
    }

    private func invitation(_ organization: String, _ user: String) throws(Refusal) -> MemberKey {
        let key = MemberKey(organization: try organizationID(organization), user: try userID(user))
        guard invitations[key] != nil else { throw Refusal(status: 404, code: "invitationDoesNotExist") }
        return key
    }

    /// Nobody takes an organization's last owner away.
    func requireAnotherOwner(than key: MemberKey) throws(Refusal) {
        guard members[key] == true else { return }
        if members.contains(where: { $0.key.organization == key.organization && $0.key != key && $0.value }) { return }
        let name = organizations[key.organization]?.name ?? ""
        throw Refusal(status: 409, code: "lastOwner", details: ["organizations=\(name)"])
    }

    func organizationID(named name: String) -> String? { organizations.first { $0.value.name == name }?.key }

    func organizationID(_ ref: String) throws(Refusal) -> String {
        guard let id = organizations[ref] != nil ? ref : organizationID(named: ref) else {
            throw Refusal(status: 404, code: "organizationDoesNotExist")
        }
        return id
    }

    private func view(organization id: String) -> ModelView {
        guard let organization = organizations[id] else { return ModelView(id, []) }
        return ModelView(
            id, [organization.name, organization.isPrivate ? "private" : "public", "r\(organization.revision)"])
    }

    private func view(member key: MemberKey) -> ModelView {
        let user = view(user: key.user)
        return ModelView(user.id, user.fields + [members[key] == true ? "owner" : "member"])
    }

    private func view(invitation key: MemberKey) -> ModelView {
        let role = invitations[key]?.isOwner == true ? "owner" : "member"
        let all = [view(user: key.user), view(organization: key.organization)]
        return ModelView(invitations[key]?.id ?? "", all.flatMap { [$0.id] + $0.fields } + [role])
    }
}
