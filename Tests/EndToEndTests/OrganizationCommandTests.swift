import Foundation
import GatewayClient
import ServiceTesting
import Testing

@Suite("sallyport org", .serviceLogs, .timeLimit(.minutes(2)))
struct OrganizationCommandTests {
    /// The environment of somebody with an API token.
    static func user(_ name: String, _ fixture: CommandFixture) async throws -> [String: String] {
        let admin = try fixture.admin
        _ = try await admin.createUser(name)
        return ["SALLYPORT_TOKEN": try await admin.createUserToken(for: name, name: "test")]
    }

    @Test("makes, lists, shows, renames and deletes organizations")
    func organizations() async throws {
        try await CommandFixture.with { fixture in
            let alice = try await Self.user("alice", fixture)
            let made = try await fixture.run("org", "create", "acme", environment: alice)
            #expect(made.status == 0 && made.lines.contains("visibility  private"), "\(made)")
            let id = made.lines.first { $0.hasPrefix("id ") }?.split(separator: " ").last.map(String.init)
            _ = try await fixture.run("org", "create", "open", "--visibility", "public")
            let seen = try await fixture.run("org", "list", environment: alice)
            #expect(seen.lines.count == 2 && seen.lines[1].hasPrefix("open  public"), "\(seen)")
            let mine = try await fixture.run("org", "list", "--mine", environment: alice)
            #expect(mine.lines.count == 2 && mine.lines[1].hasPrefix("acme  private     owner"), "\(mine)")
            let all = try await fixture.run("org", "list", "--output", "json")
            let names = (all.json as? [[String: Any]])?.map { $0["name"] as? String }
            #expect(names == ["acme", "open"])
            let renamed = try await fixture.run(
                "org", "update", "acme", "--name", "apex", "--visibility", "public", environment: alice)
            #expect(renamed.status == 0 && renamed.lines.contains("name        apex"), "\(renamed)")
            let shown = try await fixture.run("org", "get", "apex", "--output", "json")
            let organization = try #require(shown.json as? [String: String])
            #expect(organization == ["id": id, "name": "apex", "visibility": "public"])
            _ = try await fixture.run("projectgroup", "create", "team", "--parent", "org/apex", environment: alice)
            let held = try await fixture.run("org", "delete", "apex", environment: alice)
            #expect(held.status == 1 && held.errors.contains("organizationInUse: project_groups: 1"), "\(held)")
            let deleted = try await fixture.run("org", "delete", "apex", "--cascade", environment: alice)
            #expect(deleted.status == 0 && deleted.errors == "deleted organization apex\n", "\(deleted)")
            let gone = try await fixture.run("org", "get", "apex")
            #expect(gone.status == 1 && gone.errors.contains("organizationDoesNotExist"))
        }
    }

    @Test("adds, changes, lists and removes members, over more than one page")
    func members() async throws {
        try await CommandFixture.with { fixture in
            let alice = try await Self.user("alice", fixture)
            _ = try await Self.user("bob", fixture)
            _ = try await fixture.run("org", "create", "acme", environment: alice)
            let added = try await fixture.run("org", "member", "add", "acme", "bob", environment: alice)
            #expect(added.status == 0 && added.lines.last == "role          member", "\(added)")
            let set = try await fixture.run(
                "org", "member", "set", "acme", "bob", "--role", "owner", environment: alice)
            #expect(set.status == 0 && set.lines.last == "role          owner", "\(set)")
            let admin = try fixture.admin
            for number in 0..<100 {
                _ = try await admin.createUser("user-\(number)")
                _ = try await admin.setOrganizationMember("user-\(number)", of: "acme", role: "member")
            }
            let list = try await fixture.run("org", "member", "list", "acme", "--output", "json", environment: alice)
            let members = try #require(list.json as? [[String: Any]])
            #expect(members.count == 102)
            let left = try await fixture.run("org", "member", "remove", "acme", "alice", environment: alice)
            #expect(left.status == 0 && left.errors == "removed alice from acme\n", "\(left)")
            let last = try await fixture.run("org", "member", "remove", "acme", "bob")
            #expect(last.status == 1 && last.errors.contains("lastOwner"), "\(last)")
            let kept = try await fixture.run("user", "delete", "bob", "--cascade")
            #expect(kept.status == 1 && kept.errors.contains("lastOwner"), "\(kept)")
        }
    }

    @Test("invites, accepts, rejects and takes back")
    func invitations() async throws {
        try await CommandFixture.with { fixture in
            let alice = try await Self.user("alice", fixture)
            let bob = try await Self.user("bob", fixture)
            for name in ["acme", "apex", "zenith"] {
                _ = try await fixture.run("org", "create", name, environment: alice)
                let invited = try await fixture.run(
                    "org", "invitation", "create", name, "bob", "--role", "owner", environment: alice)
                #expect(invited.status == 0 && invited.lines.contains("user          bob"), "\(invited)")
            }
            let own = try await fixture.run("org", "invitation", "list", environment: bob)
            #expect(own.lines.count == 4 && own.output.contains("apex          bob   owner"), "\(own)")
            let shown = try await fixture.run(
                "org", "invitation", "get", "acme", "bob", "--output", "json", environment: alice)
            #expect((shown.json as? [String: String])?["role"] == "owner", "\(shown)")
            let listed = try await fixture.run("org", "invitation", "list", "acme", environment: alice)
            #expect(listed.lines.count == 2)
            for arguments in [
                ["accept", "acme"], ["reject", "apex"],
            ] {
                let answered = try await fixture.start(["org", "invitation"] + arguments, environment: bob).result
                #expect(answered.status == 0, "\(answered)")
            }
            let back = try await fixture.run("org", "invitation", "delete", "zenith", "bob", environment: alice)
            #expect(back.status == 0, "\(back)")
            let mine = try await fixture.run("org", "list", "--mine", environment: bob)
            #expect(mine.lines.count == 2 && mine.lines[1].hasPrefix("acme"))
            let none = try await fixture.run("org", "invitation", "accept", "zenith", environment: bob)
            #expect(none.status == 1 && none.errors.contains("invitationDoesNotExist"))
        }
    }

    @Test(
        "ends with 64 for usage that is none",
        arguments: [
            ["org", "create"], ["org", "create", "a", "--visibility", "secret"], ["org", "update", "a"],
            ["org", "member", "set", "a", "b", "--role", "boss"], ["org", "invitation", "accept"],
            ["projectgroup", "move", "a"], ["projectgroup", "update", "a"], ["project", "create", "a", "--type", "x"],
            ["project", "update", "a"], ["project", "create", "a", "--clone-password", "--clone-password-file", "x"],
            ["audit", "list", "--org", "a", "--project", "b"], ["audit", "list", "--org", "a", "--kind", "b"],
        ])
    func usage(_ arguments: [String]) async throws {
        let result = try await CommandRun(arguments).result
        #expect(result.status == 64 && result.output == "" && result.errors.contains("Usage: sallyport"), "\(result)")
    }
}
