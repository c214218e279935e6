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

    private static func left(_ fixture: ConfigStoreFixture) async throws -> Int {
        try await fixture.store.store.read { snapshot in
            try ["projectgroup.path", "project.path", "projectgroup.parent", "removal.pending"]
                .reduce(0) { try $0 + snapshot.claimCount($1, prefix: "") }
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
            try await client.organization(named: "acme", owner: alice)
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
