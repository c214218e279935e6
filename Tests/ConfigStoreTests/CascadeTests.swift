import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("Deleting a subtree", .serviceLogs)
struct CascadeTests {
    /// Fills a group with more than one who deletes removes at once.
    private static func fill(_ client: ConfigStoreClient, _ path: String, account: LinkedAccount? = nil) async throws {
        let results = await codes(20) { number in
            let group = "\(path)/g\(number)"
            try await client.group(group)
            try await client.group("\(group)/inner")
            for project in 0..<30 {
                let place = project % 2 == 0 ? group : "\(group)/inner"
                if let account {
                    _ = try await client.createProject(.remote("\(place)/p\(project)", account))
                } else {
                    try await client.manualProject("\(place)/p\(project)")
                }
            }
        }
        #expect(results.allSatisfy { $0 == nil }, "\(results)")
    }

    private static func left(
        _ fixture: ConfigStoreFixture,
        of spaces: [String] = ["projectgroup.path", "project.path", "projectgroup.parent", "removal.pending"]
    ) async throws -> Int {
        try await fixture.store.store.read { snapshot in
            try spaces.reduce(0) { try $0 + snapshot.claimCount($1, prefix: "") }
        }
    }

    @Test("leaves nothing that can be reached, and in the end nothing at all")
    func everything() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            let before = try await Self.left(fixture)
            try await client.group("user/alice/big")
            try await Self.fill(client, "user/alice/big")
            let group = try await client.projectGroup("user/alice/big/g7/inner")
            let project = try await client.project("user/alice/big/g7/inner/p1")
            try await client.deleteProjectGroup("user/alice/big", cascade: true)
            for ref in [group.id, group.path] {
                #expect(
                    await ConfigStoreFixture.code { _ = try await client.projects(of: ref) }
                        == "404 projectGroupDoesNotExist")
                #expect(
                    await ConfigStoreFixture.code {
                        _ = try await client.createProjectGroup(
                            CreateProjectGroupRequest(name: "new", parentRef: ref, visibility: "public"))
                    } == "404 parentProjectGroupDoesNotExist")
            }
            #expect(
                await ConfigStoreFixture.code { _ = try await client.projectCredentials(project.id) }
                    == "404 projectDoesNotExist")
            #expect(try await Self.left(fixture) > before, "it is small enough to be removed at once")
            #expect(try await fixture.store.removals.sweep())
            #expect(try await Self.left(fixture) == before)
        }
    }

    @Test("has a line for each object in the audit log, by whom and when the whole was deleted")
    func audit() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let alice = try await client.user(named: "alice")
            try await client.user(named: "bob")
            let organization = try await client.organization(named: "acme", owner: alice)
            _ = try await client.createOrganizationInvitation(
                to: "acme", CreateOrganizationInvitationRequest(userRef: "bob", role: "member"))
            let group = try await client.group("org/acme/a")
            let inner = try await client.group("org/acme/a/b")
            let project = try await client.manualProject("org/acme/a/b/p")
            _ = try await client.createSecret(
                in: .projectGroup("org/acme/a"),
                CreateSecretRequest(name: "db", type: "internal", data: ["key": "s3cret-data"]))
            let holders: [(String, ParentReference)] = [
                ("A", .projectGroup("org/acme/a/b")), ("B", .project("org/acme/a/b/p")),
            ]
            for (name, holder) in holders {
                _ = try await client.createVariable(
                    in: holder,
                    CreateVariableRequest(name: name, values: [.init(secretName: "db", secretVar: "key")]))
            }
            let before = try await client.audit(limit: 100).items.count
            let caller = CallerIdentity(
                actor: .user(id: alice.id, name: "alice"), clientAddress: "192.0.2.7", requestID: "r-1")
            try await CallerIdentity.$current.withValue(caller) {
                try await client.deleteProjectGroup("org/acme/a", cascade: true)
            }
            let deleted = fixture.clock.now
            fixture.clock.advance(seconds: 60)
            #expect(try await fixture.store.removals.sweep())
            let all = try await client.audit(limit: 100).items
            let lines = Array(all.prefix(all.count - before))
            #expect(
                Set(lines.map { "\($0.operation) \($0.kind) \($0.ref)" }) == [
                    "delete projectgroup org/acme/a", "delete secret org/acme/a/db", "delete projectgroup org/acme/a/b",
                    "delete variable org/acme/a/b/A", "delete project org/acme/a/b/p",
                    "delete variable org/acme/a/b/p/B",
                ])
            #expect(lines.count == 6)
            for line in lines {
                #expect(line.actor == .user(id: alice.id, name: "alice") && line.time == deleted)
                #expect(line.clientAddress == "192.0.2.7" && line.requestID == "r-1")
            }
            for (holder, count) in [(organization.id, 6), (group.id, 6), (inner.id, 4), (project.id, 2)] {
                let found = try await AuditTests.all(client, AuditFilter(holder: holder))
                #expect(found.count { $0.operation == "delete" } == count)
            }
            try await CallerIdentity.$current.withValue(caller) {
                try await client.deleteOrganization("acme", cascade: true)
            }
            #expect(try await fixture.store.removals.sweep())
            let last = try await client.audit(limit: 3).items
            #expect(
                Set(last.map { "\($0.operation) \($0.kind) \($0.ref)" }) == [
                    "delete org acme", "delete orgmember acme/alice", "delete orginvitation acme/bob",
                ])
            #expect(last.allSatisfy { $0.requestID == "r-1" })
            #expect(!"\(all)".contains("s3cret"))
        }
    }

    @Test("that is too large to be removed at once has a line for each object all the same, whoever goes on")
    func largeAudit() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            try await client.group("user/alice/big")
            try await Self.fill(client, "user/alice/big")
            let caller = CallerIdentity(actor: .admin, clientAddress: "", requestID: "r-1")
            try await CallerIdentity.$current.withValue(caller) {
                try await client.deleteUser("alice", cascade: true)
            }
            try await client.user(named: "bob")
            #expect(try await fixture.store.removals.sweep())
            let entries = try await AuditTests.all(client, AuditFilter(actor: "admin"))
            let lines = Dictionary(grouping: entries, by: \.kind).mapValues(\.count)
            #expect(lines == ["user": 1, "projectgroup": 41, "project": 600])
            #expect(Set(entries.map(\.objectID)).count == 642)
            #expect(entries.allSatisfy { $0.operation == "delete" && $0.requestID == "r-1" })
            // The other way round they are the same, wherever the pages end.
            var (oldest, cursor): ([AuditEntry], String?) = ([], nil)
            repeat {
                let page = try await client.audit(
                    AuditFilter(actor: "admin"), limit: 99, cursor: cursor, sortDirection: .ascending)
                oldest += page.items
                cursor = page.nextCursor
            } while cursor != nil
            #expect(oldest == entries.reversed())
            let one = try #require(entries.first { $0.kind == "project" })
            #expect(try await AuditTests.all(client, AuditFilter(object: one.objectID)).first == one)
            fixture.clock.advance(seconds: 91 * 86_400)
            try await fixture.store.removeOld()
            #expect(try await AuditTests.all(client).isEmpty)
            #expect(try await StoreInvariants.problems(of: fixture.store.store) == [])
        }
    }

    @Test(
        "has a line for a member and an invited one who is deleted before it is all removed",
        arguments: ["orgmember", "orginvitation"])
    func deletedMeanwhile(kind: String) async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let alice = try await client.user(named: "alice")
            _ = try await client.organization(named: "acme", owner: alice)
            // More than one who deletes removes at once.
            let results = await codes(520) { number in
                try await client.user(named: "m\(number)")
                _ = try await client.setOrganizationMember("m\(number)", in: "acme", role: .member)
            }
            #expect(results.allSatisfy { $0 == nil })
            try await client.user(named: "zoe")
            if kind == "orgmember" {
                _ = try await client.setOrganizationMember("zoe", in: "acme", role: .member)
            } else {
                _ = try await client.createOrganizationInvitation(
                    to: "acme", CreateOrganizationInvitationRequest(userRef: "zoe", role: "member"))
            }
            let caller = CallerIdentity(actor: .admin, clientAddress: "", requestID: "r-1")
            try await CallerIdentity.$current.withValue(caller) {
                try await client.deleteOrganization("acme", cascade: true)
            }
            #expect(try await Self.left(fixture, of: ["\(kind).user"]) > 0, "zoe's is gone already")
            try await client.deleteUser("zoe")
            #expect(try await fixture.store.removals.sweep())
            #expect(try await Self.left(fixture, of: ["\(kind).user", "removal.pending"]) == 0)
            let people = try await AuditTests.all(client, AuditFilter(kind: kind)).filter { $0.operation == "delete" }
            #expect(Set(people.map(\.ref)).count == people.count)
            let zoe = people.filter { $0.ref == "acme/zoe" }
            #expect(zoe.map(\.requestID) == ["r-1"])
        }
    }

    @Test("goes on after the process ended")
    func restart() async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var fixture = try await ConfigStoreFixture.open(directory)
        try await fixture.client.user(named: "alice")
        let before = try await Self.left(fixture)
        try await fixture.client.group("user/alice/big")
        try await Self.fill(fixture.client, "user/alice/big")
        try await fixture.client.deleteProjectGroup("user/alice/big", cascade: true)
        await fixture.store.store.close()
        fixture = try await ConfigStoreFixture.open(directory)
        try await fixture.store.removals.sweep()
        #expect(try await Self.left(fixture) == before)
        await fixture.store.store.close()
    }

    @Test("frees what it used at once: accounts, sources, names")
    func frees() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            let alice = try await client.user(named: "alice")
            try await client.user(named: "bob")
            _ = try await client.organization(named: "acme", owner: alice)
            _ = try await client.setOrganizationMember("bob", in: "acme", role: .member)
            let account = try await client.account(of: "bob", remoteUser: "1")
            try await Self.fill(client, "org/acme", account: account)
            try await client.deleteOrganization("acme", cascade: true)
            // What was deleted refers to nothing any more, even when this has to wait for it.
            try await client.deleteUser("bob")
            try await client.deleteRemoteSource("gitea")
            #expect(try await Self.left(fixture) == 2)
        }
    }

    @Test("of a user takes accounts that the user's projects use along")
    func user() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            try await client.user(named: "alice")
            let account = try await client.account(of: "alice", remoteUser: "1")
            try await Self.fill(client, "user/alice", account: account)
            do throws(ConfigStoreClientError) {
                try await client.deleteUser("alice")
                Issue.record("it was deleted")
            } catch {
                #expect(error.code == "userInUse")
                #expect(error.details.map { "\($0.field) \($0.message)" } == ["project_groups 20"])
            }
            try await client.deleteUser("alice", cascade: true)
            // The identity at the forge is free for somebody else, and so is the name.
            try await client.user(named: "alice")
            let other = try await client.account(of: "alice", remoteUser: "1")
            try await client.deleteLinkedAccount(user: "alice", id: other.id)
            try await client.deleteRemoteSource("gitea")
            #expect(try await fixture.store.removals.sweep())
            #expect(try await fixture.store.store.record(RecordKey("linkedaccount", account.id)) == nil)
        }
    }

    @Test("and creating in it at the same time end with all or nothing")
    func concurrentCreation() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            let before = try await Self.left(fixture)
            for round in 0..<15 {
                let group = try await client.group("user/alice/g\(round)")
                let inner = try await client.group("user/alice/g\(round)/inner")
                let codes = await codes(12) { number in
                    switch number {
                    case 5: try await client.deleteProjectGroup(group.id, cascade: true)
                    case 8: _ = try await client.updateProjectGroup(inner.id, UpdateProjectGroupRequest(name: "other"))
                    default:
                        var request = CreateProjectRequest.manual("user/alice/g\(round)/inner/p\(number)")
                        request.parentRef = inner.id
                        _ = try await client.createProject(request)
                    }
                }
                let known: Set = [
                    nil, "404 parentProjectGroupDoesNotExist", "404 projectGroupDoesNotExist",
                ]
                #expect(codes.allSatisfy { known.contains($0) }, "\(codes)")
            }
            #expect(try await fixture.store.removals.sweep())
            #expect(try await Self.left(fixture) == before)
        }
    }

    @Test("without cascade never loses what is made in it at the same time")
    func concurrentPlainDeletion() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            for round in 0..<25 {
                let group = try await client.group("user/alice/g\(round)")
                let codes = await codes(2) { number in
                    if number == 0 {
                        try await client.deleteProjectGroup(group.id)
                    } else {
                        var request = CreateProjectRequest.manual("user/alice/g\(round)/p")
                        request.parentRef = group.id
                        _ = try await client.createProject(request)
                    }
                }
                #expect(codes.count { $0 == nil } == 1, "\(codes)")
            }
        }
    }
}
