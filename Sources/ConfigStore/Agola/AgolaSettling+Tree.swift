import ConfigStoreAPI
import SQLiteAccess
import ServiceKit

/// The tree: groups from the roots downwards, then what they hold.
extension AgolaSettling {
    private static let batch = 200

    /// Each pass takes at least what is right below what the one before took.
    mutating func settleGroups() throws {
        while try each(.group, { try $0.group(&$1) }) > 0 {}
        try each(.group) { _, _ in .broken("what holds it is not there, or it holds itself") }
        try addMissingRoots()
    }

    private func group(_ draft: inout AgolaDraft) throws -> Outcome {
        let value = try draft.stored(ProjectGroupRecord.self).value
        let (holder, otherwise) = try holder(of: draft)
        guard let parent = holder else { return otherwise }
        let isRoot = parent.kind != .group
        draft.owner = isRoot ? parent.key : parent.owner
        draft.depth = isRoot ? 0 : parent.depth + 1
        guard draft.depth <= TreeReference.maxDepth else {
            return .refused("it is deeper than \(TreeReference.maxDepth) groups below its root group")
        }
        let outcome = try named(
            isRoot ? "the root group's" : value.name,
            ProjectGroupRecord.pathClaim(parent: parent.id, name: value.name), draft)
        if case .taken = outcome { try scratch.take(ProjectGroupRecord.parentClaim(draft.id), for: parent.key) }
        return outcome
    }

    /// Agola lets root groups be deleted; here everybody has one.
    private mutating func addMissingRoots() throws {
        for kind in [AgolaKind.user, .organization] {
            var last = ""
            while true {
                let page = try scratch.rows(
                    .ownersWithoutRoot, [.text(kind.rawValue), .text(last), .integer(Self.batch)]
                ) { $0.text(1) }
                guard let end = page.last else { break }
                last = end
                for id in page { try addRoot(of: RecordKey(kind.recordKind, id)) }
            }
        }
    }

    private mutating func addRoot(of owner: RecordKey) throws {
        let visibility = try scratch.object(OrganizationRecord.self, id: owner.id)?.value.visibility ?? .public
        let root = RootGroups.new(
            id: environment.identifiers.next(), of: owner, visibility: visibility, at: environment.now())
        try scratch.put(root.key, body: root.value.encoded())
        try scratch.take(ProjectGroupRecord.pathClaim(parent: owner.id, name: ""), for: root.key)
        try scratch.take(ProjectGroupRecord.parentClaim(root.id), for: owner)
        report.add("rootGroupMade", "its root group was deleted: it has a new one", at: "\(owner.kind) \(owner.id)")
    }

    mutating func project(_ draft: inout AgolaDraft) throws -> Outcome {
        var project = try draft.stored(ProjectRecord.self)
        let (holder, otherwise) = try holder(of: draft)
        guard let parent = holder else { return otherwise }
        draft.owner = parent.owner
        let source = RecordKey(RemoteSourceRecord.kind, project.value.remoteSourceID)
        let account = RecordKey(LinkedAccountRecord.kind, project.value.linkedAccountID)
        if let missing = try missing(source, account) { return missing }
        guard let linked = try scratch.object(LinkedAccountRecord.self, id: account.id),
            linked.value.remoteSourceID == source.id, try mayUse(linked.value.userID, parent.owner)
        else {
            return .broken("its linked account is of another remote source, or not of its owner or a member of it")
        }
        project.value.linkedAccountUserID = linked.value.userID
        let isUsers = parent.owner.kind == UserRecord.kind
        if isUsers, project.value.membersCanPerformRunActions {
            project.value.membersCanPerformRunActions = false
            report.add("runActionsOfMembersLeftOut", "a user's project has no members", at: draft.place)
        }
        let name = project.value.name
        let outcome = try named(name, ProjectRecord.pathClaim(parent: parent.id, name: name), draft)
        guard case .taken = outcome else { return outcome }
        try write(project, draft)
        report.add(
            "projectNotSetUp", "its webhook and its deploy key at the forge are Agola's: reconfig the project",
            at: draft.place)
        return .taken
    }

    /// A user's project uses the user's account; an organization's that of a member.
    private func mayUse(_ user: String, _ owner: RecordKey) throws -> Bool {
        if owner.kind == UserRecord.kind { return user == owner.id }
        return try scratch.holder(of: OrganizationMemberRecord.organizationClaim(organization: owner.id, user: user))
            != nil
    }

    private func write(_ project: Stored<ProjectRecord>, _ draft: AgolaDraft) throws {
        let type: OwnerType = draft.owner.kind == UserRecord.kind ? .user : .organization
        try scratch.replace(draft, with: project.value)
        for key in project.value.references(owner: type) { try scratch.refer(from: draft.key, to: key) }
        var claims = project.value.setUp?.claims(project.id) ?? []
        if let claim = project.value.accountClaim(project.id, owner: draft.owner.id) { claims.append(claim) }
        for claim in claims { try scratch.take(claim, for: draft.key) }
        let watch = Stored(id: project.id, revision: 1, value: RefWatchRecord(lookTime: environment.now()))
        try scratch.put(watch.key, body: try watch.value.encoded())
        try scratch.take(watch.value.claim(project.id), for: watch.key)
    }
}
