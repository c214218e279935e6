import ConfigStoreAPI
import ConfigStoreClient
import HTTPTransport
import ServiceTesting
import Testing

@Suite("Project groups", .serviceLogs)
struct ProjectGroupsTests {
    @Test("answer path, owner and the visibility that they have in effect")
    func answers() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let alice = try await client.user(named: "alice")
            let root = try await client.projectGroup("user/alice")
            #expect(root.name.isEmpty && root.path == "user/alice" && root.parentPath == "user/alice")
            #expect(root.ownerType == .user && root.ownerID == alice.id && root.visibility == .public)
            let outer = try await client.group("user/alice/outer", .private)
            let inner = try await client.group("user/alice/outer/inner")
            #expect(inner.path == "user/alice/outer/inner" && inner.parentPath == "user/alice/outer")
            #expect(inner.parentID == outer.id && inner.visibility == .public && inner.globalVisibility == .private)
            #expect(try await client.projectGroup(inner.id) == inner)
            #expect(try await client.projectGroup("user/alice/outer/inner") == inner)
            let acme = try await client.organization(named: "acme")
            let group = try await client.group("org/acme/group")
            #expect(group.globalVisibility == .public && group.ownerID == acme.id)
            _ = try await client.updateOrganization("acme", UpdateOrganizationRequest(visibility: "private"))
            #expect(try await client.projectGroup(group.id).globalVisibility == .private)
        }
    }

    @Test(
        "are not found where there is none",
        arguments: [
            ("user/alice/none", "404 projectGroupDoesNotExist"), ("user/nobody", "404 userDoesNotExist"),
            ("org/nobody/x", "404 organizationDoesNotExist"), ("team/alice", "400 invalidPath"),
            ("user", "400 invalidPath"), ("user/", "400 invalidPath"), ("user/alice/", "400 invalidPath"),
            ("user//x", "400 invalidPath"), ("/user/alice", "400 invalidPath"), ("name", "400 invalidPath"),
            ("user/alice/%00", "400 invalidPath"), ("user/alice/../bob", "400 invalidPath"),
            ("0190a8e0-0000-7000-8000-000000000000", "404 projectGroupDoesNotExist"),
        ])
    func unknown(ref: String, code: String) async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            #expect(await ConfigStoreFixture.code { _ = try await client.projectGroup(ref) } == code)
        }
    }

    @Test(
        "are refused",
        arguments: [
            (
                CreateProjectGroupRequest(name: "a b", parentRef: "user/alice", visibility: "public"),
                "400 invalidProjectGroupName"
            ),
            (
                CreateProjectGroupRequest(name: "", parentRef: "user/alice", visibility: "public"),
                "400 invalidProjectGroupName"
            ),
            (CreateProjectGroupRequest(name: "x", parentRef: "user/alice"), "400 invalidVisibility"),
            (CreateProjectGroupRequest(name: "x", visibility: "public"), "400 invalidPath"),
            (
                CreateProjectGroupRequest(name: "x", parentRef: "user/nobody", visibility: "public"),
                "404 parentProjectGroupDoesNotExist"
            ),
            (
                CreateProjectGroupRequest(name: "taken", parentRef: "user/alice", visibility: "public"),
                "409 projectGroupAlreadyExists"
            ),
        ])
    func refusals(request: CreateProjectGroupRequest, code: String) async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            try await client.group("user/alice/taken")
            #expect(await ConfigStoreFixture.code { _ = try await client.createProjectGroup(request) } == code)
        }
    }

    @Test("are renamed and moved with everything in them, and leave their old place free")
    func move() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            try await client.organization(named: "acme")
            try await client.group("user/alice/a")
            let inner = try await client.group("user/alice/a/b")
            let project = try await client.manualProject("user/alice/a/b/p")
            _ = try await client.updateProjectGroup("user/alice/a", UpdateProjectGroupRequest(name: "c"))
            #expect(try await client.project("user/alice/c/b/p").id == project.id)
            let moved = try await client.updateProjectGroup(
                "user/alice/c", UpdateProjectGroupRequest(name: "d", parentRef: "org/acme", visibility: "private"))
            #expect(moved.path == "org/acme/d" && moved.ownerType == .organization)
            #expect(try await client.projectGroup(inner.id).path == "org/acme/d/b")
            let found = try await client.project("org/acme/d/b/p")
            #expect(found.id == project.id && found.globalVisibility == .private)
            #expect(found.ownerType == .organization)
            for old in ["user/alice/a", "user/alice/c", "user/alice/c/b"] {
                #expect(
                    await ConfigStoreFixture.code { _ = try await client.projectGroup(old) }
                        == "404 projectGroupDoesNotExist")
            }
            try await client.group("user/alice/c")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateProjectGroup(
                        "user/alice/c", UpdateProjectGroupRequest(name: "d", parentRef: "org/acme"))
                } == "409 projectGroupAlreadyExists")
            // Where it is already is no move.
            let same = try await client.updateProjectGroup(
                "org/acme/d", UpdateProjectGroupRequest(name: "d", parentRef: "org/acme"))
            #expect(same.path == "org/acme/d")
        }
    }

    @Test(
        "stay where they are",
        arguments: [
            (
                "user/alice/a", UpdateProjectGroupRequest(parentRef: "user/alice/a"),
                "400 cannotMoveProjectGroupBelowItself"
            ),
            (
                "user/alice/a", UpdateProjectGroupRequest(parentRef: "user/alice/a/b/c"),
                "400 cannotMoveProjectGroupBelowItself"
            ),
            ("user/alice/a", UpdateProjectGroupRequest(parentRef: "org/none"), "404 parentProjectGroupDoesNotExist"),
            ("user/alice", UpdateProjectGroupRequest(parentRef: "user/alice/a"), "400 cannotMoveRootProjectGroup"),
            ("user/alice", UpdateProjectGroupRequest(name: "x"), "400 invalidProjectGroupName"),
            ("user/alice/a/b", UpdateProjectGroupRequest(name: "taken"), "409 projectGroupAlreadyExists"),
            ("user/alice/a", UpdateProjectGroupRequest(visibility: "secret"), "400 invalidVisibility"),
        ])
    func refusedChanges(ref: String, request: UpdateProjectGroupRequest, code: String) async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            for path in ["a", "a/b", "a/b/c", "a/taken"] { try await client.group("user/alice/\(path)") }
            #expect(await ConfigStoreFixture.code { _ = try await client.updateProjectGroup(ref, request) } == code)
            #expect(try await client.projectGroup("user/alice/a/b/c").parentPath == "user/alice/a/b")
        }
    }

    @Test("are at most so deep, made or moved")
    func depth() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            var path = "user/alice"
            for _ in 0..<20 {
                path += "/g"
                try await client.group(path)
            }
            let tooDeep = "400 projectGroupTooDeep"
            #expect(await ConfigStoreFixture.code { try await client.group(path + "/g") } == tooDeep)
            try await client.manualProject(path + "/p")
            #expect(try await client.project(path + "/p").path == path + "/p")
            try await client.group("user/alice/h")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateProjectGroup(
                        "user/alice/g", UpdateProjectGroupRequest(parentRef: "user/alice/h"))
                } == tooDeep)
        }
    }

    @Test("are never moved into a cycle by two at the same time")
    func concurrentMoves() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            for round in 0..<20 {
                let (a, b) = (
                    try await client.group("user/alice/a\(round)"), try await client.group("user/alice/b\(round)")
                )
                let (low, deep) = (try await client.group(a.path + "/x"), try await client.group(b.path + "/y"))
                let codes = await codes(2) { number in
                    let (from, to) = number == 0 ? (a.id, deep.id) : (b.id, low.id)
                    _ = try await client.updateProjectGroup(from, UpdateProjectGroupRequest(parentRef: to))
                }
                #expect(codes.count { $0 == nil } == 1, "\(codes)")
                #expect(codes.contains("400 cannotMoveProjectGroupBelowItself"))
                for id in [a.id, b.id, low.id, deep.id] {
                    #expect(try await client.projectGroup(id).path.hasPrefix("user/alice/"))
                }
            }
        }
    }

    @Test("are not deleted while they hold something, and a root group never is")
    func delete() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            let group = try await client.group("user/alice/a")
            let inner = try await client.group("user/alice/a/b")
            let project = try await client.manualProject("user/alice/a/b/p")
            #expect(
                await ConfigStoreFixture.code { try await client.deleteProjectGroup("user/alice/a") }
                    == "409 projectGroupInUse")
            #expect(
                await ConfigStoreFixture.code { try await client.deleteProjectGroup("user/alice", cascade: true) }
                    == "400 cannotDeleteRootProjectGroup")
            try await client.deleteProjectGroup(group.id, cascade: true)
            try await client.group("user/alice/a")
            #expect(try await client.subgroups(of: "user/alice/a").items.isEmpty)
            #expect(
                await ConfigStoreFixture.code { _ = try await client.projectGroup(inner.id) }
                    == "404 projectGroupDoesNotExist")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateProject(
                        project.id, UpdateProjectRequest(parentRef: "user/alice"))
                } == "404 projectDoesNotExist")
            try await client.deleteProjectGroup("user/alice/a")
            let wrong = try await fixture.send("DELETE", "/api/v1alpha/projectgroups/user%2Falice?cascade=yes")
            #expect(wrong.status == 400)
        }
    }
}
