import ConfigStoreAPI
import ConfigStoreClient
import HTTPTransport
import ServiceTesting
import Testing

@Suite("Organizations", .serviceLogs)
struct OrganizationsTests {
    @Test("are made with an owner and a root group of the same visibility", arguments: Visibility.allCases)
    func create(visibility: Visibility) async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let alice = try await client.user(named: "alice")
            let made = try await client.organization(named: "acme", visibility, owner: alice)
            #expect(try await client.organization("acme") == made)
            #expect(try await client.organization(made.id) == made)
            let root = try await client.projectGroup("org/acme")
            #expect(root.visibility == visibility)
            #expect(root.ownerID == made.id && root.parentID == made.id && root.path == "org/acme")
            let members = try await client.organizationMembers(of: "acme").items
            #expect(members == [OrganizationMember(user: alice, role: .owner)])
            #expect(try await client.organization("acme", of: "alice").role == .owner)
        }
    }

    @Test(
        "are refused",
        arguments: [
            (CreateOrganizationRequest(name: "a b", visibility: "public"), "400 invalidOrganizationName"),
            (CreateOrganizationRequest(name: nil, visibility: "public"), "400 invalidOrganizationName"),
            (CreateOrganizationRequest(name: "acme", visibility: nil), "400 invalidVisibility"),
            (CreateOrganizationRequest(name: "acme", visibility: "secret"), "400 invalidVisibility"),
            (CreateOrganizationRequest(name: "taken", visibility: "public"), "409 organizationAlreadyExists"),
            (
                CreateOrganizationRequest(
                    name: "acme", visibility: "public", creatorUserID: "0190a8e0-0000-7000-8000-000000000000"),
                "404 creatorUserDoesNotExist"
            ),
        ])
    func refusals(request: CreateOrganizationRequest, code: String) async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.organization(named: "taken")
            #expect(await ConfigStoreFixture.code { _ = try await client.createOrganization(request) } == code)
            #expect(await ConfigStoreFixture.code { _ = try await client.projectGroup("org/acme") } != nil)
        }
    }

    @Test("are made once by two hundred at the same time")
    func concurrentCreation() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let codes = await codes(200) { _ in try await client.organization(named: "acme") }
            #expect(codes.count { $0 == nil } == 1)
            #expect(codes.count { $0 == "409 organizationAlreadyExists" } == 199)
        }
    }

    @Test("are listed by visibility, page by page")
    func list() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            for number in 10..<35 {
                try await client.organization(named: "org\(number)", number % 2 == 0 ? .public : .private)
            }
            _ = try await client.updateOrganization("org10", UpdateOrganizationRequest(visibility: "private"))
            for (visibility, expected) in [
                (nil, (10..<35).map(\.self)), (Visibility.public, (11..<35).filter { $0 % 2 == 0 }),
                (.private, (10..<35).filter { $0 == 10 || $0 % 2 == 1 }),
            ] {
                var seen: [String] = []
                var cursor: String?
                repeat {
                    let page = try await client.organizations(visibility: visibility, limit: 4, cursor: cursor)
                    seen += page.items.map(\.name)
                    cursor = page.nextCursor
                } while cursor != nil
                #expect(seen == expected.map { "org\($0)" })
            }
            let wrong = try await fixture.send("GET", "/api/v1alpha/orgs?visibility=secret")
            #expect(wrong.status == 400)
        }
    }

    @Test("are renamed with everything in them, and leave their name to others")
    func rename() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let alice = try await client.user(named: "alice")
            let acme = try await client.organization(named: "acme", owner: alice)
            try await client.organization(named: "other")
            let project = try await client.manualProject("org/acme/api")
            for (name, code) in [("other", "409 organizationAlreadyExists"), ("a b", "400 invalidOrganizationName")] {
                let refused = await ConfigStoreFixture.code {
                    _ = try await client.updateOrganization("acme", UpdateOrganizationRequest(name: name))
                }
                #expect(refused == code)
            }
            let renamed = try await client.updateOrganization("acme", UpdateOrganizationRequest(name: "apex"))
            #expect(renamed.id == acme.id && renamed.name == "apex" && renamed.visibility == acme.visibility)
            #expect(try await client.project(project.id).path == "org/apex/api")
            #expect(try await client.organizations(visibility: .public).items.map(\.name) == ["apex", "other"])
            #expect(try await client.organizations(of: "alice").items.map(\.organization.name) == ["apex"])
            #expect(
                await ConfigStoreFixture.code { _ = try await client.organization("acme") }
                    == "404 organizationDoesNotExist")
            let successor = try await client.organization(named: "acme")
            #expect(successor.id != acme.id)
            // Its own name is no other one.
            let same = UpdateOrganizationRequest(name: "apex", visibility: "private")
            #expect(try await client.updateOrganization("apex", same).visibility == .private)
        }
    }

    @Test("take a name once, whether they are made or renamed")
    func concurrentRenames() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            for number in 0..<20 { try await client.organization(named: "org\(number)") }
            let codes = await codes(40) { number in
                if number < 20 {
                    _ = try await client.updateOrganization("org\(number)", UpdateOrganizationRequest(name: "acme"))
                } else {
                    try await client.organization(named: "acme")
                }
            }
            #expect(codes.count { $0 == nil } == 1)
            #expect(codes.count { $0 == "409 organizationAlreadyExists" } == 39)
        }
    }

    @Test("that hold something go with cascade only, and take everything along")
    func delete() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let alice = try await client.user(named: "alice")
            try await client.user(named: "bob")
            try await client.organization(named: "acme", owner: alice)
            _ = try await client.createOrganizationInvitation(
                to: "acme", CreateOrganizationInvitationRequest(userRef: "bob", role: "member"))
            let group = try await client.group("org/acme/backend")
            let project = try await client.manualProject("org/acme/backend/api")
            try await client.manualProject("org/acme/web")
            do throws(ConfigStoreClientError) {
                try await client.deleteOrganization("acme")
                Issue.record("it was deleted")
            } catch {
                #expect(error.status == 409 && error.code == "organizationInUse")
                #expect(error.details.map { "\($0.field) \($0.message)" } == ["project_groups 1", "projects 1"])
            }
            try await client.deleteOrganization("acme", cascade: true)
            #expect(
                await ConfigStoreFixture.code { _ = try await client.organization("acme") }
                    == "404 organizationDoesNotExist")
            #expect(
                await ConfigStoreFixture.code { _ = try await client.projectGroup(group.id) }
                    == "404 projectGroupDoesNotExist")
            #expect(
                await ConfigStoreFixture.code { _ = try await client.project(project.id) }
                    == "404 projectDoesNotExist")
            #expect(try await client.organizations(of: "alice").items.isEmpty)
            #expect(try await client.organizationInvitations(of: "bob").items.isEmpty)
            #expect(try await client.organizations().items.isEmpty)
            // The name is free again, and nothing of what was there comes back.
            try await client.organization(named: "acme", owner: alice)
            #expect(try await client.subgroups(of: "org/acme").items.isEmpty)
            try await client.deleteOrganization("acme")
        }
    }
}
