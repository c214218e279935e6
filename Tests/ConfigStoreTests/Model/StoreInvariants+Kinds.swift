import ConfigStoreAPI

@testable import ConfigStore

/// What each kind of record holds and refers to.
extension StoreInvariants {
    mutating func look(at record: Record) throws {
        switch record.kind {
        case UserRecord.kind:
            try hold(record, [UserRecord.nameClaim(Stored<UserRecord>(record).value.name)])
            requireRoot(of: record.key)
        case OrganizationRecord.kind:
            let value = try Stored<OrganizationRecord>(record).value
            hold(record, [OrganizationRecord.nameClaim(value.name), value.visibilityClaim])
            requireRoot(of: record.key)
        case OrganizationMemberRecord.kind:
            let value = try Stored<OrganizationMemberRecord>(record).value
            hold(record, value.claims)
            require(OrganizationRecord.kind, value.organizationID, by: record)
            require(UserRecord.kind, value.userID, by: record)
        case OrganizationInvitationRecord.kind:
            let value = try Stored<OrganizationInvitationRecord>(record).value
            hold(record, value.claims)
            require(OrganizationRecord.kind, value.organizationID, by: record)
            require(UserRecord.kind, value.userID, by: record)
        case ConnectionRecord.kind:
            let value = try Stored<ConnectionRecord>(record).value
            hold(record, [value.nameClaim])
            require(OrganizationRecord.kind, value.organizationID, by: record)
            refer(record, to: RecordKey(RemoteSourceRecord.kind, value.remoteSourceID))
        case RemoteSourceRecord.kind:
            try hold(record, [RemoteSourceRecord.nameClaim(Stored<RemoteSourceRecord>(record).value.name)])
        case UserTokenRecord.kind:
            let value = try Stored<UserTokenRecord>(record).value
            hold(
                record,
                [
                    UserTokenRecord.hashClaim(value.hash),
                    UserTokenRecord.nameClaim(user: value.userID, name: value.name),
                ]
            )
            require(UserRecord.kind, value.userID, by: record)
        case SessionRecord.kind:
            let value = try Stored<SessionRecord>(record).value
            hold(
                record,
                [
                    SessionRecord.hashClaim(value.hash), SessionRecord.userClaim(user: value.userID, hash: value.hash),
                    Expiry.claim(value.expiresAt, record.key),
                ])
            require(UserRecord.kind, value.userID, by: record)
        case OAuth2StateRecord.kind:
            let value = try Stored<OAuth2StateRecord>(record).value
            hold(record, [OAuth2StateRecord.claim(value.stateID), Expiry.claim(value.expiresAt, record.key)])
        case AuditRecord.kind, RemovalAuditRecord.kind: try hold(record, AuditLines(record).claims)
        case ForgeCleanupRecord.kind:
            try hold(record, Stored<ForgeCleanupRecord>(record).value.claims(record.id))
        case RefWatchRecord.kind:
            try hold(record, [Stored<RefWatchRecord>(record).value.claim(record.id)])
            require(ProjectRecord.kind, record.id, by: record)
        case RemovalRecord.kind: problems.append("what \(record.id) held is not removed")
        default: try lookAtTree(record)
        }
    }

    private mutating func lookAtTree(_ record: Record) throws {
        switch record.kind {
        case LinkedAccountRecord.kind:
            let value = try Stored<LinkedAccountRecord>(record).value
            hold(
                record,
                [
                    LinkedAccountRecord.remoteClaim(source: value.remoteSourceID, remoteUser: value.remoteUserID),
                    LinkedAccountRecord.ownerClaim(user: value.userID, source: value.remoteSourceID),
                ])
            require(UserRecord.kind, value.userID, by: record)
            refer(record, to: RecordKey(RemoteSourceRecord.kind, value.remoteSourceID))
        case ProjectGroupRecord.kind:
            let group = try Stored<ProjectGroupRecord>(record)
            hold(record, [ProjectGroupRecord.pathClaim(parent: group.value.parentID, name: group.value.name)])
            guard let way = way(to: group.id), let parent = way.dropFirst().first else {
                return problems.append("the group \(group.id) has no way to an owner")
            }
            expectedClaims[ProjectGroupRecord.parentClaim(group.id)] = parent
            if way.count - 2 > TreeReference.maxDepth { problems.append("the group \(group.id) is too deep") }
            if group.value.isRoot != (parent.kind != ProjectGroupRecord.kind) {
                problems.append("the group \(group.id) is a root group in another group, or none below an owner")
            }
        case ProjectRecord.kind:
            let project = try Stored<ProjectRecord>(record)
            hold(record, [ProjectRecord.pathClaim(parent: project.value.parentID, name: project.value.name)])
            hold(record, project.value.setUp?.claims(project.id) ?? [])
            require(RefWatchRecord.kind, project.id, by: record)
            guard let owner = way(to: project.value.parentID)?.last else {
                return problems.append("the project \(project.id) has no way to an owner")
            }
            for key in project.value.references(owner: owner.kind == UserRecord.kind ? .user : .organization) {
                refer(record, to: key)
            }
            hold(record, project.value.accountClaim(project.id, owner: owner.id).map { [$0] } ?? [])
            if let connection = project.value.connectionID {
                let stored = try records[RecordKey(ConnectionRecord.kind, connection)].map(
                    Stored<ConnectionRecord>.init)
                if stored?.value.organizationID != owner.id {
                    problems.append("the project \(project.id) uses a connection of somebody else")
                }
            } else if owner.kind == OrganizationRecord.kind, project.value.configType == .remoteSource {
                let user = project.value.linkedAccountUserID
                let member = OrganizationMemberRecord.organizationClaim(organization: owner.id, user: user)
                if try snapshot.record(holding: member) == nil {
                    problems.append("the project \(project.id) uses an account of nobody who is a member")
                }
            }
        case SecretRecord.kind:
            let value = try Stored<SecretRecord>(record).value
            hold(record, [value.nameClaim])
            requireHolder(value.parentID, of: record)
        case VariableRecord.kind:
            let value = try Stored<VariableRecord>(record).value
            hold(record, [value.nameClaim] + value.useClaims(record.id))
            requireHolder(value.parentID, of: record)
        default: problems.append("\(record.kind) is a kind that this does not know")
        }
    }

    /// From a group up to its owner; nil when the way ends elsewhere, or never.
    private func way(to group: String) -> [RecordKey]? {
        var way: [RecordKey] = []
        var next = group
        while way.count < 100, let record = records[RecordKey(ProjectGroupRecord.kind, next)] {
            way.append(record.key)
            guard let parent = try? Stored<ProjectGroupRecord>(record).value.parentID else { return nil }
            next = parent
        }
        let owner = [UserRecord.kind, OrganizationRecord.kind].map { RecordKey($0, next) }
            .first { records[$0] != nil }
        return owner.map { way + [$0] }
    }

    private mutating func hold(_ record: Record, _ claims: [Claim]) {
        for claim in claims {
            if let other = expectedClaims.updateValue(record.key, forKey: claim), other != record.key {
                problems.append("\(other) and \(record.key) are both \(claim.space) \(claim.key)")
            }
        }
    }

    private mutating func refer(_ record: Record, to target: RecordKey) {
        expectedReferences[target, default: [:]][record.kind, default: 0] += 1
    }

    private mutating func require(_ kind: RecordKind, _ id: String, by record: Record) {
        if records[RecordKey(kind, id)] == nil { problems.append("\(record.key) is about a \(kind) that is not there") }
    }

    private mutating func requireHolder(_ id: String, of record: Record) {
        let holders = [ProjectGroupRecord.kind, ProjectRecord.kind].map { RecordKey($0, id) }
        if holders.allSatisfy({ records[$0] == nil }) {
            problems.append("\(record.key) is in something that is not there")
        }
    }

    private mutating func requireRoot(of owner: RecordKey) {
        let claim = ProjectGroupRecord.pathClaim(parent: owner.id, name: "")
        if (try? snapshot.record(holding: claim)) == nil { problems.append("\(owner) has no root group") }
    }
}
