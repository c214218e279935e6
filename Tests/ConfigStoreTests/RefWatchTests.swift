import ConfigStoreAPI
import ConfigStoreClient
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("What is known of projects' branches and tags", .serviceLogs)
struct RefWatchTests {
    private static let (one, two) = (String(repeating: "1", count: 40), String(repeating: "2", count: 40))
    private static let main = "refs/heads/main"

    /// A project without a forge.
    private static func with(_ body: (ConfigStoreFixture, Project) async throws -> Void) async throws {
        try await ConfigStoreFixture.with { fixture in
            try await fixture.client.user(named: "alice")
            let project = try await fixture.client.createProject(
                CreateProjectRequest(
                    name: "p", parentRef: "user/alice", visibility: "public", remoteRepositoryConfigType: "manual",
                    cloneURL: "https://git.example.com/x", cloneUser: "bot", clonePassword: "pass"))
            try await body(fixture, project)
            #expect(try await StoreInvariants.problems(of: fixture.store.store) == [])
        }
    }

    /// Looks, and says what was found.
    @discardableResult
    private static func look(
        _ client: ConfigStoreClient, _ project: Project, refs: [String: String]? = nil, changes: [RefChange]? = nil,
        forgets: Bool? = nil, failed: Bool? = nil, again seconds: Int = 60
    ) async throws -> RefWatch {
        let watch = try await client.acquireRefLease(project.id, RefLeaseRequest(holder: "me"))
        try await client.updateRefWatch(
            project.id,
            UpdateRefWatchRequest(
                holder: "me", refs: refs, changes: changes, forgets: forgets, failed: failed,
                lookAfterSeconds: seconds))
        return watch
    }

    private static func known(_ client: ConfigStoreClient, _ project: Project) async throws -> RefWatch {
        try await client.acquireRefLease(project.id, RefLeaseRequest(holder: "me"))
    }

    @Test("are somebody's own to look at until the lease is over, and come again when their time has come")
    func lease() async throws {
        try await Self.with { fixture, project in
            let client = fixture.client
            #expect(project.pollIntervalSeconds == 60)
            #expect(try await client.projectsWithDueRefs(limit: 10) == [project])
            let first = try await client.acquireRefLease(project.id, RefLeaseRequest(holder: "one"))
            #expect(first.refs == nil && first.seenTime == nil)
            #expect(try await client.projectsWithDueRefs(limit: 10).isEmpty)
            let busy = "409 refLookInProgress"
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.acquireRefLease(project.id, RefLeaseRequest(holder: "two"))
                } == busy)
            fixture.clock.advance(seconds: 61)
            #expect(try await client.projectsWithDueRefs(limit: 10) == [project])
            _ = try await client.acquireRefLease(project.id, RefLeaseRequest(holder: "two"))
            #expect(
                await ConfigStoreFixture.code {
                    try await client.updateRefWatch(
                        project.id, UpdateRefWatchRequest(holder: "one", refs: [:], lookAfterSeconds: 1))
                } == busy)
            try await client.updateRefWatch(
                project.id, UpdateRefWatchRequest(holder: "two", refs: [Self.main: Self.one], lookAfterSeconds: 60))
            #expect(try await client.projectsWithDueRefs(limit: 10).isEmpty)
            fixture.clock.advance(seconds: 61)
            #expect(try await client.projectsWithDueRefs(limit: 10) == [project])
            #expect(try await Self.known(client, project).refs == [Self.main: Self.one])
        }
    }

    @Test("change where they are what a change says that they were")
    func changes() async throws {
        try await Self.with { fixture, project in
            let client = fixture.client
            // Before the first look there is nothing that could change.
            try await client.mergeRefs(
                project.id, MergeRefsRequest(changes: [RefChange(ref: Self.main, before: "", after: Self.two)]))
            let first = try await Self.look(client, project, refs: [Self.main: Self.one])
            #expect(first.refs == nil)
            let second = try await Self.look(
                client, project,
                changes: [
                    RefChange(ref: Self.main, before: Self.two, after: Self.one),
                    RefChange(ref: "refs/tags/v1", before: "", after: Self.two),
                ])
            #expect(second.refs == [Self.main: Self.one] && second.generation == first.generation + 1)
            try await client.mergeRefs(
                project.id,
                MergeRefsRequest(changes: [
                    RefChange(ref: Self.main, before: Self.one, after: Self.two),
                    RefChange(ref: Self.main, before: Self.one, after: ""),
                    RefChange(ref: "refs/tags/v1", before: RefChange.unknown, after: RefChange.unknown),
                ]))
            let third = try await Self.look(client, project)
            #expect(third.refs == [Self.main: Self.two, "refs/tags/v1": "?"])
            try await client.mergeRefs(
                project.id,
                MergeRefsRequest(changes: [
                    RefChange(ref: "refs/tags/v1", before: Self.one, after: Self.one),
                    RefChange(ref: Self.main, before: Self.two, after: ""),
                ]))
            let last = try await Self.known(client, project)
            #expect(last.refs == ["refs/tags/v1": Self.one] && last.generation == third.generation)
        }
    }

    @Test("stay when a look fails, and go with the repository that they are of")
    func forgetting() async throws {
        try await Self.with { fixture, project in
            let client = fixture.client
            try await Self.look(client, project, refs: [Self.main: Self.one])
            try await Self.look(client, project, failed: true)
            try await Self.look(client, project, failed: true)
            let failed = try await Self.look(client, project, again: 86_400)
            #expect(failed.attempts == 2 && failed.refs == [Self.main: Self.one])
            let changed = try await client.updateProject(project.id, CreateProjectRequest(pollIntervalSeconds: 30))
            #expect(changed.pollIntervalSeconds == 30)
            #expect(try await client.projectsWithDueRefs(limit: 1) == [changed])
            #expect(try await Self.look(client, project).refs != nil)
            _ = try await client.updateProject(
                project.id, CreateProjectRequest(cloneURL: "https://git.example.com/y", clonePassword: "pass"))
            #expect(try await Self.look(client, project, refs: [Self.main: Self.two]).refs == nil)
            try await Self.look(client, project, forgets: true)
            #expect(try await Self.known(client, project).refs == nil)
            try await client.deleteProject(project.id, cascade: true)
            #expect(
                await ConfigStoreFixture.code { _ = try await Self.known(client, project) }
                    == "404 projectDoesNotExist")
            #expect(try await client.projectsWithDueRefs(limit: 10).isEmpty)
        }
    }

    @Test("go with the group that held their project")
    func cascade() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            let group = try await client.createProjectGroup(
                CreateProjectGroupRequest(name: "g", parentRef: "user/alice", visibility: "public"))
            _ = try await client.createProject(
                CreateProjectRequest(
                    name: "p", parentRef: group.id, visibility: "public", remoteRepositoryConfigType: "manual",
                    cloneURL: "https://git.example.com/x", cloneUser: "bot", clonePassword: "pass"))
            try await client.deleteProjectGroup(group.id, cascade: true)
            #expect(try await client.projectsWithDueRefs(limit: 10).isEmpty)
        }
    }

    @Test(
        "are refused when they are none",
        arguments: [
            RefChange(ref: "main", before: "", after: one), RefChange(ref: "refs/heads/", before: "", after: one),
            RefChange(ref: "refs/heads/a b", before: "", after: one), RefChange(ref: main, before: "x", after: one),
            RefChange(ref: main, before: "", after: String(repeating: "A", count: 40)),
            RefChange(ref: "refs/tags/" + String(repeating: "x", count: 300), before: "", after: one),
        ])
    func refused(change: RefChange) async throws {
        try await Self.with { fixture, project in
            #expect(
                await ConfigStoreFixture.code {
                    try await fixture.client.mergeRefs(project.id, MergeRefsRequest(changes: [change]))
                } == "400 invalidRefs")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await fixture.client.updateProject(
                        project.id, CreateProjectRequest(pollIntervalSeconds: 29))
                } == "400 invalidPollInterval")
        }
    }
}
