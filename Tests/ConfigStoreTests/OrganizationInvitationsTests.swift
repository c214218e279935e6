import ConfigStoreAPI
import ConfigStoreClient
import ServiceTesting
import Testing

@Suite("Invitations to organizations", .serviceLogs)
struct OrganizationInvitationsTests {
    private static func with(_ body: (ConfigStoreClient) async throws -> Void) async throws {
        try await ConfigStoreFixture.with { fixture in
            let alice = try await fixture.client.user(named: "alice")
            try await fixture.client.user(named: "bob")
            try await fixture.client.organization(named: "acme", owner: alice)
            try await body(fixture.client)
        }
    }

    private static func invite(
        _ client: ConfigStoreClient, _ user: String, _ role: String = "member"
    ) async throws -> OrganizationInvitation {
        try await client.createOrganizationInvitation(
            to: "acme", CreateOrganizationInvitationRequest(userRef: user, role: role))
    }

    @Test("make the user a member when they are accepted", arguments: OrganizationRole.allCases)
    func accept(role: OrganizationRole) async throws {
        try await Self.with { client in
            let invitation = try await Self.invite(client, "bob", role.rawValue)
            #expect(invitation.user.name == "bob" && invitation.organization.name == "acme")
            #expect(try await client.organizationInvitation(of: "bob", to: "acme") == invitation)
            #expect(try await client.organizationInvitations(to: "acme").items == [invitation])
            #expect(try await client.organizationInvitations(of: "bob").items == [invitation])
            try await client.actOnOrganizationInvitation(
                of: "bob", to: "acme", OrganizationInvitationActionRequest(actionType: "accept"))
            #expect(try await client.organization("acme", of: "bob").role == role)
            #expect(try await client.organizationInvitations(to: "acme").items.isEmpty)
            #expect(
                await ConfigStoreFixture.code { _ = try await Self.invite(client, "bob") }
                    == "409 orgMemberAlreadyExists")
        }
    }

    @Test("are gone when they are rejected, deleted, or when the user is added")
    func gone() async throws {
        try await Self.with { client in
            let noInvitation = "404 invitationDoesNotExist"
            for way in 0..<3 {
                _ = try await Self.invite(client, "bob")
                #expect(
                    await ConfigStoreFixture.code { _ = try await Self.invite(client, "bob") }
                        == "409 invitationAlreadyExists")
                switch way {
                case 0:
                    try await client.actOnOrganizationInvitation(
                        of: "bob", to: "acme", OrganizationInvitationActionRequest(actionType: "reject"))
                case 1: try await client.deleteOrganizationInvitation(of: "bob", to: "acme")
                default: _ = try await client.setOrganizationMember("bob", in: "acme", role: .member)
                }
                #expect(
                    await ConfigStoreFixture.code {
                        _ = try await client.organizationInvitation(of: "bob", to: "acme")
                    } == noInvitation)
                #expect(try await client.organizationInvitations(of: "bob").items.isEmpty)
            }
            #expect(
                await ConfigStoreFixture.code {
                    try await client.deleteOrganizationInvitation(of: "bob", to: "acme")
                } == noInvitation)
        }
    }

    @Test(
        "are refused",
        arguments: [
            ("nobody", "member", "404 userDoesNotExist"), ("bob", "boss", "400 invalidRole"),
            ("alice", "member", "409 orgMemberAlreadyExists"),
        ])
    func refusals(user: String, role: String, code: String) async throws {
        try await Self.with { client in
            #expect(await ConfigStoreFixture.code { _ = try await Self.invite(client, user, role) } == code)
            #expect(
                await ConfigStoreFixture.code {
                    try await client.actOnOrganizationInvitation(
                        of: "bob", to: "acme", OrganizationInvitationActionRequest(actionType: "ponder"))
                } == "400 invalidActionType")
        }
    }

    @Test("and membership exclude each other, whichever comes first")
    func concurrent() async throws {
        try await Self.with { client in
            for round in 0..<20 {
                let user = "user\(round)"
                try await client.user(named: user)
                _ = await codes(4) { number in
                    if number % 2 == 0 {
                        _ = try await Self.invite(client, user)
                    } else {
                        _ = try await client.setOrganizationMember(user, in: "acme", role: .member)
                    }
                }
                #expect(try await client.organization("acme", of: user).role == .member)
                #expect(try await client.organizationInvitations(of: user).items.isEmpty)
            }
        }
    }
}
