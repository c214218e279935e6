@testable import ConfigStore

/// Walks a whole store and looks for what must never be there, however it came about: claims, records and references that
/// do not belong together, and trees that are none.
struct StoreInvariants {
    let snapshot: any Snapshot
    var problems: [String] = []
    private(set) var records: [RecordKey: Record] = [:]
    var expectedClaims: [Claim: RecordKey] = [:]
    var expectedReferences: [RecordKey: [RecordKind: Int]] = [:]

    static let kinds: [RecordKind] = [
        UserRecord.kind, UserTokenRecord.kind, SessionRecord.kind, OAuth2StateRecord.kind, RemoteSourceRecord.kind,
        LinkedAccountRecord.kind, OrganizationRecord.kind, OrganizationMemberRecord.kind,
        OrganizationInvitationRecord.kind, ConnectionRecord.kind, ProjectGroupRecord.kind, ProjectRecord.kind,
        SecretRecord.kind, VariableRecord.kind, RemovalRecord.kind, ForgeCleanupRecord.kind, RefWatchRecord.kind,
        AuditRecord.kind, RemovalAuditRecord.kind,
    ]

    static let spaces = [
        "user.name", "usertoken.hash", "usertoken.name", "session.hash", "session.user", "oauth2state.id", "expiry",
        "remotesource.name", "linkedaccount.remote", "linkedaccount.owner", LinkedAccountRecord.detachedSpace,
        "organization.name", "organization.visibility", OrganizationMemberRecord.organizationSpace,
        OrganizationMemberRecord.userSpace, OrganizationMemberRecord.ownerSpace,
        OrganizationInvitationRecord.organizationSpace, OrganizationInvitationRecord.userSpace,
        ProjectGroupRecord.pathSpace, ProjectGroupRecord.parentSpace, ProjectRecord.pathSpace,
        ProjectRecord.accountSpace, ProjectRecord.connectionSpace, ConnectionRecord.nameSpace, SecretRecord.nameSpace,
        VariableRecord.nameSpace, VariableRecord.useSpace,
        RemovalRecord.space, StoredSetUp.stateSpace, StoredSetUp.lookSpace, ForgeCleanupRecord.listSpace,
        ForgeCleanupRecord.lookSpace, RefWatchRecord.lookSpace,
        "audit.time", "audit.kind", "audit.object", "audit.actor", "audit.holder",
    ]

    /// Everything that is wrong. What was deleted with something larger has to be removed before.
    static func problems(of store: any DataStore) async throws -> [String] {
        try await store.read { snapshot in
            var walk = StoreInvariants(snapshot: snapshot)
            try walk.readRecords()
            for record in walk.records.values { try walk.look(at: record) }
            try walk.compareClaims()
            try walk.compareReferences()
            return walk.problems.sorted()
        }
    }

    private init(snapshot: any Snapshot) {
        self.snapshot = snapshot
    }

    private mutating func readRecords() throws {
        for kind in Self.kinds {
            var last = ""
            while true {
                let page = try snapshot.records(of: kind, after: last, limit: 500)
                for record in page { records[record.key] = record }
                guard let end = page.last else { break }
                last = end.id
            }
        }
    }

    private mutating func compareClaims() throws {
        var found: [Claim: RecordKey] = [:]
        for space in Self.spaces {
            var last: String?
            var count = 0
            while true {
                let page = try snapshot.claims(ClaimRange(space, after: last, limit: 500))
                for claimed in page { found[Claim(space, claimed.key)] = claimed.record.key }
                count += page.count
                guard let end = page.last else { break }
                last = end.key
            }
            let all = try snapshot.claimCount(space, prefix: "")
            if all != count { problems.append("\(all - count) claims of \(space) are held by nothing that exists") }
        }
        for (claim, holder) in found where expectedClaims[claim] != holder {
            problems.append("\(claim.space) \(claim.key) is held by \(holder), which should not hold it")
        }
        for (claim, holder) in expectedClaims where found[claim] != holder {
            problems.append("\(claim.space) \(claim.key) should be held by \(holder)")
        }
    }

    private mutating func compareReferences() throws {
        for target in expectedReferences.keys where records[target] == nil {
            problems.append("something refers to \(target), which is not there")
        }
        for key in records.keys where ![AuditRecord.kind, RemovalAuditRecord.kind].contains(key.kind) {
            let found = try snapshot.referenceCounts(to: key)
            let expected = expectedReferences[key] ?? [:]
            if found != expected { problems.append("\(key) is referred to by \(found), it should be \(expected)") }
        }
    }
}
