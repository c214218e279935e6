import ConfigStoreAPI

extension AgolaSettling {
    func remoteSource(_ draft: AgolaDraft) throws -> Outcome {
        let name = try draft.stored(RemoteSourceRecord.self).value.name
        return try named(name, RemoteSourceRecord.nameClaim(name), draft)
    }

    func user(_ draft: AgolaDraft) throws -> Outcome {
        let name = try draft.stored(UserRecord.self).value.name
        return try named(name, UserRecord.nameClaim(name), draft)
    }

    func organization(_ draft: AgolaDraft) throws -> Outcome {
        let value = try draft.stored(OrganizationRecord.self).value
        let outcome = try named(value.name, OrganizationRecord.nameClaim(value.name), draft)
        if case .taken = outcome { try scratch.take(value.visibilityClaim, for: draft.key) }
        return outcome
    }

    func token(_ draft: AgolaDraft) throws -> Outcome {
        let value = try draft.stored(UserTokenRecord.self).value
        if let missing = try missing(draft.parent) { return missing }
        if let other = try take(UserTokenRecord.nameClaim(user: value.userID, name: value.name), for: draft.key) {
            return try clash("its name", other)
        }
        if let other = try take(UserTokenRecord.hashClaim(value.hash), for: draft.key) {
            return try clash("its value", other)
        }
        return .taken
    }

    func account(_ draft: AgolaDraft) throws -> Outcome {
        let value = try draft.stored(LinkedAccountRecord.self).value
        let source = RecordKey(RemoteSourceRecord.kind, value.remoteSourceID)
        if let missing = try missing(draft.parent, source) { return missing }
        let remote = LinkedAccountRecord.remoteClaim(source: source.id, remoteUser: value.remoteUserID)
        if let other = try take(remote, for: draft.key) { return try clash("the forge's account", other) }
        let owner = LinkedAccountRecord.ownerClaim(user: value.userID, source: source.id)
        if let other = try take(owner, for: draft.key) {
            return try clash("the user, who has one account of a remote source,", other)
        }
        try scratch.refer(from: draft.key, to: source)
        return .taken
    }

    func member(_ draft: AgolaDraft) throws -> Outcome {
        let value = try draft.stored(OrganizationMemberRecord.self).value
        if let missing = try missing(
            RecordKey(OrganizationRecord.kind, value.organizationID), RecordKey(UserRecord.kind, value.userID))
        {
            return missing
        }
        for claim in value.claims {
            if let other = try take(claim, for: draft.key) { return try clash("the membership", other) }
        }
        return .taken
    }

    func invitation(_ draft: AgolaDraft) throws -> Outcome {
        let value = try draft.stored(OrganizationInvitationRecord.self).value
        if let missing = try missing(
            RecordKey(OrganizationRecord.kind, value.organizationID), RecordKey(UserRecord.kind, value.userID))
        {
            return missing
        }
        let member = OrganizationMemberRecord.organizationClaim(
            organization: value.organizationID, user: value.userID)
        if try scratch.holder(of: member) != nil {
            return .leftOut(code: "invitationLeftOut", "an invitation of somebody who is a member already")
        }
        for claim in value.claims {
            if let other = try take(claim, for: draft.key) { return try clash("the invitation", other) }
        }
        return .taken
    }

    func named(_ name: String, _ claim: Claim, _ draft: AgolaDraft) throws -> Outcome {
        try take(claim, for: draft.key).map { try clash("its name, \(name),", $0) } ?? .taken
    }
}
