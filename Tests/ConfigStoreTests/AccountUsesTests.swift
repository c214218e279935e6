import ConfigStoreAPI
import ConfigStoreClient
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("Linked accounts that projects use", .serviceLogs)
struct AccountUsesTests {
    /// `acme`, owned by alice, with bob as a member who has an account.
    private static func with(_ body: (ConfigStoreClient, LinkedAccount) async throws -> Void) async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            let alice = try await client.user(named: "alice")
            try await client.user(named: "bob")
            try await client.organization(named: "acme", owner: alice)
            _ = try await client.setOrganizationMember("bob", in: "acme", role: .member)
            try await body(client, try await client.account(of: "bob", remoteUser: "1"))
            _ = try await fixture.store.removals.sweep()
            #expect(try await StoreInvariants.problems(of: fixture.store.store) == [])
        }
    }

    private struct NotRefused: Error {}

    private static func refusal(
        _ body: () async throws(ConfigStoreClientError) -> Void
    ) async throws -> ConfigStoreClientError {
        do throws(ConfigStoreClientError) {
            try await body()
        } catch {
            return error
        }
        throw NotRefused()
    }

    @Test("keep their user in the organization, and say for what")
    func members() async throws {
        try await Self.with { client, account in
            try await client.group("org/acme/a")
            for number in 0..<12 {
                _ = try await client.createProject(.remote("org/acme/a/p\(number)", account))
            }
            _ = try await client.createProject(.remote("user/bob/own", account))
            let refused = try await Self.refusal { () async throws(ConfigStoreClientError) in
                try await client.removeOrganizationMember("bob", from: "acme")
            }
            #expect(refused.status == 409 && refused.code == "orgMemberInUse")
            #expect(refused.details.map(\.field) == ["projects"] + (0..<10).map { "projects[\($0)]" })
            #expect(refused.details.map(\.message) == ["12"] + (0..<10).map { "org/acme/a/p\($0)" })
            let start = "12 projects use a linked account of this member of the organization acme: org/acme/a/p0"
            #expect(refused.message.hasPrefix(start))
            #expect(refused.message.hasSuffix("org/acme/a/p9, …"))
            // A role is no reason to stay, and what is the user's own isn't either.
            _ = try await client.setOrganizationMember("bob", in: "acme", role: .owner)
            _ = try await client.setOrganizationMember("bob", in: "acme", role: .member)
            try await client.deleteProjectGroup("org/acme/a", cascade: true)
            try await client.removeOrganizationMember("bob", from: "acme")
            #expect(try await client.project("user/bob/own").repository.linkedAccountID == account.id)
        }
    }

    @Test("are counted and named when they or their user would go")
    func accounts() async throws {
        try await Self.with { client, account in
            _ = try await client.createProject(.remote("org/acme/p", account))
            _ = try await client.createProject(.remote("user/bob/own", account))
            let unlinked = try await Self.refusal { () async throws(ConfigStoreClientError) in
                try await client.deleteLinkedAccount(user: "bob", id: account.id)
            }
            #expect(unlinked.status == 409 && unlinked.code == "linkedAccountInUse")
            #expect(unlinked.details.first?.message == "2")
            #expect(Set(unlinked.details.dropFirst().map(\.message)) == ["org/acme/p", "user/bob/own"])
            let deleted = try await Self.refusal { () async throws(ConfigStoreClientError) in
                try await client.deleteUser("bob", cascade: true)
            }
            #expect(deleted.status == 409 && deleted.code == "linkedAccountInUse")
            #expect(deleted.details.map(\.message) == ["1", "org/acme/p"])
            #expect(deleted.message == "1 project uses a linked account of the user: org/acme/p")
            try await client.deleteProject("org/acme/p")
            try await client.deleteUser("bob", cascade: true)
        }
    }

    @Test("follow their projects to other owners, and to other repositories")
    func moves() async throws {
        try await Self.with { client, account in
            try await client.group("user/bob/g")
            try await client.group("user/bob/g/h")
            _ = try await client.createProject(.remote("user/bob/g/h/p", account))
            func leave() async -> String? {
                await ConfigStoreFixture.code { try await client.removeOrganizationMember("bob", from: "acme") }
            }
            func move(_ group: String, to parent: String) async throws {
                _ = try await client.updateProjectGroup(group, UpdateProjectGroupRequest(parentRef: parent))
            }
            try await move("user/bob/g", to: "org/acme")
            #expect(await leave() == "409 orgMemberInUse")
            try await move("org/acme/g", to: "user/bob")
            #expect(await leave() == nil)
            _ = try await client.setOrganizationMember("bob", in: "acme", role: .member)
            _ = try await client.updateProject("user/bob/g/h/p", UpdateProjectRequest(parentRef: "org/acme"))
            #expect(await leave() == "409 orgMemberInUse")
            var manual = CreateProjectRequest.manual("org/acme/p")
            (manual.name, manual.parentRef) = (nil, nil)
            _ = try await client.updateProject("org/acme/p", manual)
            #expect(await leave() == nil)
        }
    }

    @Test(
        "are of a member whatever is made, bound or moved when the member leaves",
        arguments: ["made", "bound", "moved"])
    func races(kind: String) async throws {
        try await Self.with { client, account in
            for round in 0..<20 {
                switch kind {
                case "bound": try await client.manualProject("org/acme/p\(round)")
                case "moved": _ = try await client.createProject(.remote("user/bob/p\(round)", account))
                default: break
                }
                let codes = await codes(2) { number in
                    if number == 0 { return try await client.removeOrganizationMember("bob", from: "acme") }
                    var request = CreateProjectRequest.remote("org/acme/p\(round)", account)
                    switch kind {
                    case "bound":
                        (request.name, request.parentRef) = (nil, nil)
                        _ = try await client.updateProject("org/acme/p\(round)", request)
                    case "moved":
                        _ = try await client.updateProject(
                            "user/bob/p\(round)", UpdateProjectRequest(parentRef: "org/acme"))
                    default: _ = try await client.createProject(request)
                    }
                }
                let known: [Set<String?>] = [[nil, "409 orgMemberInUse"], [nil, "400 invalidLinkedAccount"]]
                #expect(known.contains(Set(codes)), "\(codes)")
                if kind == "moved", codes.contains("400 invalidLinkedAccount") {
                    try await client.deleteProject("user/bob/p\(round)")
                } else {
                    _ = try? await client.deleteProject("org/acme/p\(round)")
                }
                _ = try await client.setOrganizationMember("bob", in: "acme", role: .member)
            }
        }
    }
}
