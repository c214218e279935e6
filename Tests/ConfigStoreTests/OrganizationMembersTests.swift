import ConfigStoreAPI
import ConfigStoreClient
import HTTPTransport
import ServiceTesting
import Testing

@Suite("Members of organizations", .serviceLogs)
struct OrganizationMembersTests {
    @Test("are added, change roles and leave")
    func members() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let alice = try await client.user(named: "alice")
            let bob = try await client.user(named: "bob")
            try await client.organization(named: "acme", owner: alice)
            let added = try await client.setOrganizationMember("bob", in: "acme", role: .member)
            #expect(added == OrganizationMember(user: bob, role: .member))
            _ = try await client.setOrganizationMember("bob", in: "acme", role: .member)
            _ = try await client.setOrganizationMember(bob.id, in: "acme", role: .owner)
            #expect(try await client.organization("acme", of: "bob").role == .owner)
            #expect(try await client.organizationMembers(of: "acme").items.map(\.user.name) == ["alice", "bob"])
            _ = try await client.setOrganizationMember("alice", in: "acme", role: .member)
            #expect(
                await ConfigStoreFixture.code { try await client.removeOrganizationMember("bob", from: "acme") }
                    == "409 lastOwner")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.setOrganizationMember("bob", in: "acme", role: .member)
                } == "409 lastOwner")
            try await client.removeOrganizationMember("alice", from: "acme")
            #expect(
                await ConfigStoreFixture.code { try await client.removeOrganizationMember("alice", from: "acme") }
                    == "404 orgMemberDoesNotExist")
            #expect(
                await ConfigStoreFixture.code { _ = try await client.organization("acme", of: "alice") }
                    == "404 orgMemberDoesNotExist")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.setOrganizationMember("nobody", in: "acme", role: .member)
                } == "404 userDoesNotExist")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.setOrganizationMember("bob", in: "none", role: .member)
                } == "404 organizationDoesNotExist")
            let wrong = try await fixture.send("PUT", "/api/v1alpha/orgs/acme/members/bob", #"{"role":"boss"}"#)
            #expect(String(decoding: wrong.body, as: UTF8.self).contains("invalidRole"))
        }
    }

    @Test("never all stop owning it, however they leave at the same time")
    func lastOwner() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            for round in 0..<10 {
                let owners = 4
                let organization = "acme\(round)"
                let first = try await client.user(named: "u\(round)x0")
                try await client.organization(named: organization, owner: first)
                for number in 1..<owners {
                    try await client.user(named: "u\(round)x\(number)")
                    _ = try await client.setOrganizationMember("u\(round)x\(number)", in: organization, role: .owner)
                }
                // Each way out: leaving, another role, and being deleted.
                let codes = await codes(owners) { number in
                    let user = "u\(round)x\(number)"
                    switch (number + round) % 3 {
                    case 0: try await client.removeOrganizationMember(user, from: organization)
                    case 1: _ = try await client.setOrganizationMember(user, in: organization, role: .member)
                    default: try await client.deleteUser(user)
                    }
                }
                #expect(codes.count { $0 == "409 lastOwner" } == 1, "\(codes)")
                #expect(codes.count { $0 == nil } == owners - 1, "\(codes)")
                let members = try await client.organizationMembers(of: organization).items
                #expect(members.count { $0.role == .owner } == 1)
            }
        }
    }

    @Test("come in pages, in both directions of belonging")
    func pages() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let alice = try await client.user(named: "alice")
            var names = ["alice"]
            try await client.organization(named: "acme", owner: alice)
            for number in 0..<12 {
                try await client.user(named: "user\(number)")
                _ = try await client.setOrganizationMember("user\(number)", in: "acme", role: .member)
                names.append("user\(number)")
                try await client.organization(named: "org\(number)", owner: alice)
            }
            var members: [String] = []
            var cursor: String?
            repeat {
                let page = try await client.organizationMembers(of: "acme", limit: 5, cursor: cursor)
                members += page.items.map(\.user.name)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(members == names)
            var organizations: [String] = []
            repeat {
                let page = try await client.organizations(of: "alice", limit: 5, cursor: cursor)
                organizations += page.items.map(\.organization.name)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(organizations == ["acme"] + (0..<12).map { "org\($0)" })
        }
    }
}
