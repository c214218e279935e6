import GatewayClient
import ServiceTesting
import Testing

@Suite("The gateway's client: organizations", .serviceLogs)
struct OrganizationContractTests {
    /// Clients of users who have just been made.
    private static func people(_ fixture: ContractFixture) async throws -> (GatewayClient, GatewayClient) {
        var clients: [GatewayClient] = []
        for name in ["alice", "bob"] {
            _ = try await fixture.admin.createUser(name)
            clients.append(
                fixture.anonymous.with(token: try await fixture.admin.createUserToken(for: name, name: "test")))
        }
        return (clients[0], clients[1])
    }

    @Test("makes, shows, renames, lists and deletes them")
    func organizations() async throws {
        try await ContractFixture.with { fixture in
            let (alice, bob) = try await Self.people(fixture)
            let made = try await alice.createOrganization("acme", visibility: "private")
            #expect(made.name == "acme" && made.visibility == "private")
            for ref in ["acme", made.id] {
                let shown = try await alice.organization(ref)
                #expect(shown == made)
            }
            for number in 10..<115 {
                _ = try await fixture.admin.createOrganization("org-\(number)", visibility: "public")
            }
            let seen = try await bob.allOrganizations.all
            #expect(seen.map(\.name) == (10..<115).map { "org-\($0)" }.sorted())
            let all = try await fixture.admin.allOrganizations.all
            #expect(all.count == 106 && all.first == made)
            let own = try await alice.allOwnOrganizations.all
            #expect(own.map(\.organization) == [made] && own.map(\.role) == ["owner"])
            let renamed = try await alice.updateOrganization("acme", name: "apex", visibility: "public")
            #expect(renamed.id == made.id && renamed.name == "apex" && renamed.visibility == "public")
            let taken = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.updateOrganization("apex", name: "org-10")
            }
            #expect(taken.summary == "409 organizationAlreadyExists")
            let others = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await bob.updateOrganization("apex", name: "bobs")
            }
            #expect(others.summary == "403 forbidden")
            _ = try await alice.createProjectGroup(
                ProjectGroupRequest(name: "team", parentRef: "org/apex", visibility: "public"))
            let held = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.deleteOrganization("apex")
            }
            #expect(held.summary == "409 organizationInUse" && held.details.map(\.field) == ["project_groups"])
            try await alice.deleteOrganization("apex", cascade: true)
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.organization(made.id)
            }
            #expect(gone.summary == "404 organizationDoesNotExist")
        }
    }

    @Test("sets and removes members, but never the last owner")
    func members() async throws {
        try await ContractFixture.with { fixture in
            let (alice, bob) = try await Self.people(fixture)
            _ = try await alice.createOrganization("acme", visibility: "private")
            let added = try await alice.setOrganizationMember("bob", of: "acme", role: "member")
            #expect(added.user.name == "bob" && added.role == "member")
            let seen = try await bob.organization("acme")
            #expect(seen.name == "acme")
            let members = try await bob.allOrganizationMembers(of: "acme").all
            #expect(members.map(\.user.name) == ["alice", "bob"] && members.map(\.role) == ["owner", "member"])
            for change in ["member", "out"] {
                let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    if change == "out" {
                        try await alice.removeOrganizationMember("alice", of: "acme")
                    } else {
                        _ = try await alice.setOrganizationMember("alice", of: "acme", role: "member")
                    }
                }
                #expect(refused.summary == "409 lastOwner")
            }
            _ = try await alice.setOrganizationMember("bob", of: "acme", role: "owner")
            try await alice.removeOrganizationMember("alice", of: "acme")
            let page = try await bob.organizationMembers(of: "acme", limit: 1)
            #expect(page.items.map(\.user.name) == ["bob"] && page.nextCursor == nil)
            let out = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.organization("acme")
            }
            #expect(out.summary == "404 organizationDoesNotExist")
            // Who is the last owner of something can't be deleted either.
            let kept = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await fixture.admin.deleteUser("bob", cascade: true)
            }
            #expect(kept.summary == "409 lastOwner")
        }
    }

    @Test("pages members")
    func manyMembers() async throws {
        try await ContractFixture.with { fixture in
            let (alice, _) = try await Self.people(fixture)
            _ = try await alice.createOrganization("acme", visibility: "public")
            for number in 0..<104 {
                let user = try await fixture.admin.createUser("user-\(number)")
                _ = try await alice.setOrganizationMember(user.id, of: "acme", role: "member")
            }
            let first = try await alice.organizationMembers(of: "acme", limit: 100)
            #expect(first.items.count == 100)
            let all = try await alice.allOrganizationMembers(of: "acme").all
            #expect(Set(all.map(\.user.id)).count == 105)
        }
    }

    @Test("invites, and the invited accept or reject")
    func invitations() async throws {
        try await ContractFixture.with { fixture in
            let (alice, bob) = try await Self.people(fixture)
            for name in ["acme", "apex", "zenith"] {
                _ = try await alice.createOrganization(name, visibility: "private")
            }
            for name in ["acme", "apex", "zenith"] {
                let made = try await alice.createOrganizationInvitation(of: "bob", to: name, role: "owner")
                #expect(made.userName == "bob" && made.organizationName == name && made.role == "owner")
            }
            let again = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.createOrganizationInvitation(of: "bob", to: "acme", role: "member")
            }
            #expect(again.summary == "409 invitationAlreadyExists")
            let own = try await bob.allOwnInvitations.all
            #expect(Set(own.map(\.organizationName)) == ["acme", "apex", "zenith"])
            let shown = try await alice.organizationInvitation(of: "bob", to: "acme")
            let listed = try await alice.allOrganizationInvitations(to: "acme").all
            #expect(listed == [shown] && own.contains(shown))
            try await alice.deleteOrganizationInvitation(of: "bob", to: "zenith")
            try await bob.acceptInvitation(to: "acme")
            try await bob.rejectInvitation(to: "apex")
            let left = try await bob.ownInvitations()
            #expect(left.items.isEmpty)
            let joined = try await bob.ownOrganizations()
            #expect(joined.items.map(\.organization.name) == ["acme"] && joined.items.map(\.role) == ["owner"])
            let member = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.createOrganizationInvitation(of: "bob", to: "acme", role: "member")
            }
            #expect(member.summary == "409 orgMemberAlreadyExists")
            let twice = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await bob.acceptInvitation(to: "acme")
            }
            #expect(twice.summary == "404 invitationDoesNotExist")
        }
    }

    @Test("says of what is private to others just what it says of what is not there")
    func privacy() async throws {
        try await ContractFixture.with { fixture in
            let (alice, bob) = try await Self.people(fixture)
            _ = try await alice.createOrganization("secret", visibility: "private")
            _ = try await alice.createOrganization("open", visibility: "public")
            for (name, parent, visibility) in [
                ("hidden", "org/open", "private"), ("inner", "org/open/hidden", "public"),
                ("team", "org/secret", "public"),
            ] {
                _ = try await alice.createProjectGroup(
                    ProjectGroupRequest(name: name, parentRef: parent, visibility: visibility))
            }
            var request = ProjectRequest(name: "site", parentRef: "org/open/hidden/inner", visibility: "public")
            request.remoteRepositoryConfigType = "manual"
            request.cloneURL = "https://git.example.com/site.git"
            (request.cloneUser, request.clonePassword) = ("robot", "clone-s3cret")
            _ = try await alice.createProject(request)
            for (there, missing) in [
                ("org/secret", "org/nobody"), ("org/secret/team", "org/secret/x"), ("org/open/hidden", "org/open/x"),
                ("org/open/hidden/inner", "org/open/x/inner"),
            ] {
                try await Self.same(bob, there, missing) { client, ref throws(GatewayClientError) in
                    _ = try await client.projectGroup(ref)
                }
                try await Self.same(bob, there, missing) { client, ref throws(GatewayClientError) in
                    _ = try await client.createProjectGroup(
                        ProjectGroupRequest(name: "x", parentRef: ref, visibility: "public"))
                }
                try await Self.same(bob, there, missing) { client, ref throws(GatewayClientError) in
                    try await client.deleteProjectGroup(ref)
                }
            }
            for missing in ["org/open/hidden/inner/x", "org/open/x/y", "org/nobody/x", "user/nobody/x"] {
                try await Self.same(bob, "org/open/hidden/inner/site", missing) {
                    client, ref throws(GatewayClientError) in _ = try await client.project(ref)
                }
            }
            try await Self.same(bob, "secret", "nobody") { client, ref throws(GatewayClientError) in
                _ = try await client.organization(ref)
            }
            try await Self.same(bob, "secret", "nobody") { client, ref throws(GatewayClientError) in
                try await client.acceptInvitation(to: ref)
            }
            try await Self.same(bob, "secret", "nobody") { client, ref throws(GatewayClientError) in
                _ = try await client.organizationMembers(of: ref)
            }
        }
    }

    /// Expects a 404 for both, the same to the letter.
    private static func same(
        _ client: GatewayClient, _ there: String, _ missing: String,
        _ call: (GatewayClient, String) async throws(GatewayClientError) -> Void
    ) async throws {
        var refusals: [GatewayClientError] = []
        for ref in [there, missing] {
            var refusal = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await call(client, ref)
            }
            #expect(refusal.status == 404)
            refusal.requestID = nil
            refusals.append(refusal)
        }
        #expect(refusals[0] == refusals[1], "\(there)")
    }
}
