import ConfigStoreAPI
import ConfigStoreClient
import ServiceTesting
import Testing
import Validation
import Validators

@Suite("What goes along with something else", .serviceLogs)
struct ReviewedContentsTests {
    /// `org/acme/a`, which has a secret, and in it a group and a project with a variable each.
    private static func fill(_ client: ConfigStoreClient) async throws {
        try await client.organization(named: "acme")
        try await client.organization(named: "free")
        try await client.group("org/acme/a")
        try await client.group("org/acme/a/b")
        try await client.manualProject("org/acme/a/b/p")
        for path in ["org/acme/a", "org/free"] { try await secret("db", in: .projectGroup(path), client) }
        try await secret("own", in: .project("org/acme/a/b/p"), client)
        try await variable("A", in: .projectGroup("org/acme/a/b"), client)
        try await variable("B", in: .project("org/acme/a/b/p"), client)
    }

    private static func secret(
        _ name: String, in parent: ParentReference, _ client: ConfigStoreClient
    ) async throws {
        let data = ["key": "s3cret-\(name)"]
        _ = try await client.createSecret(
            in: parent, CreateSecretRequest(name: name, type: "internal", data: data))
    }

    private static func variable(
        _ name: String, in parent: ParentReference, _ client: ConfigStoreClient
    ) async throws {
        let value = VariableValueRequest(secretName: "db", secretVar: "key")
        _ = try await client.createVariable(in: parent, CreateVariableRequest(name: name, values: [value]))
    }

    @Test("is shown to validators with its secrets and variables, and with no data")
    func everything() async throws {
        let validator = TestValidator()
        try await ConfigStoreFixture.with(validators: [validator]) { fixture in
            let client = fixture.client
            try await Self.fill(client)
            var all = validator.take()
            func expect(_ lines: [String], _ what: String) {
                let seen = validator.take()
                all += seen
                let found = seen.map {
                    "\($0.operation) \($0.kind) \($0.previousPath.map { "\($0) > " } ?? "")\($0.path)"
                }
                #expect(Set(found) == Set(lines) && found.count == lines.count, "\(what): \(found)")
            }
            _ = try await client.updateProject("org/acme/a/b/p", UpdateProjectRequest(name: "q"))
            expect(
                [
                    "update project org/acme/a/b/p > org/acme/a/b/q",
                    "move secret org/acme/a/b/p/own > org/acme/a/b/q/own",
                    "move variable org/acme/a/b/p/B > org/acme/a/b/q/B",
                ], "a renamed project")
            _ = try await client.updateProjectGroup("org/acme/a/b", UpdateProjectGroupRequest(parentRef: "org/free"))
            let moved = validator.take()
            all += moved
            #expect(
                Set(moved.map { "\($0.operation) \($0.kind) \($0.path)" }) == [
                    "move projectgroup org/free/b", "move project org/free/b/q", "move secret org/free/b/q/own",
                    "move variable org/free/b/A", "move variable org/free/b/q/B",
                ])
            // A variable that gets another secret is shown with that one.
            let variable = try #require(moved.first { $0.path == "org/free/b/q/B" })
            #expect(variable.json(of: variable.before).contains(#""matching_secret_parent_path":"org/acme/a""#))
            #expect(variable.json(of: variable.after).contains(#""matching_secret_parent_path":"org/free""#))
            _ = try await client.updateOrganization("free", UpdateOrganizationRequest(name: "open"))
            expect(
                [
                    "update org org/free > org/open", "move secret org/free/db > org/open/db",
                    "move projectgroup org/free/b > org/open/b", "move variable org/free/b/A > org/open/b/A",
                    "move project org/free/b/q > org/open/b/q", "move secret org/free/b/q/own > org/open/b/q/own",
                    "move variable org/free/b/q/B > org/open/b/q/B",
                ], "a renamed organization")
            try await client.deleteProject("org/open/b/q", cascade: true)
            expect(
                ["delete project org/open/b/q", "delete secret org/open/b/q/own", "delete variable org/open/b/q/B"],
                "a deleted project")
            try await client.deleteProjectGroup("org/open/b", cascade: true)
            expect(["delete projectgroup org/open/b", "delete variable org/open/b/A"], "a deleted group")
            try await client.deleteOrganization("acme", cascade: true)
            expect(
                ["delete org org/acme", "delete projectgroup org/acme/a", "delete secret org/acme/a/db"],
                "a deleted organization")
            for change in all {
                #expect(!(change.json(of: change.before) + change.json(of: change.after)).contains("s3cret"))
            }
        }
    }

    @Test("is refused for its secrets and variables by whoever looks at these alone")
    func refuses() async throws {
        let rules = try RulesValidator.rules(
            "kinds: [secret], operations: [delete], within: org/acme/a/b, field: name, forbidden: true",
            "kinds: [variable], operations: [move], within: org/free, field: name, pattern: \"[^A].*\"")
        try await ConfigStoreFixture.with(validators: [rules]) { fixture in
            let client = fixture.client
            try await Self.fill(client)
            func code(_ body: () async throws -> Void) async -> String? { await ConfigStoreFixture.code(body) }
            for cascade in [
                { try await client.deleteProject("org/acme/a/b/p", cascade: true) },
                { try await client.deleteProjectGroup("org/acme/a", cascade: true) },
                { try await client.deleteOrganization("acme", cascade: true) },
            ] as [() async throws -> Void] {
                #expect(await code(cascade) == "400 validatorRefused")
            }
            func move(to parent: String) async -> String? {
                await code {
                    _ = try await client.updateProjectGroup(
                        "org/acme/a/b", UpdateProjectGroupRequest(parentRef: parent))
                }
            }
            #expect(await move(to: "org/free") == "400 validatorRefused")
            try await client.deleteVariable("A", in: .projectGroup("org/acme/a/b"))
            #expect(await move(to: "org/free") == nil)
            try await client.deleteProjectGroup("org/acme/a", cascade: true)
        }
    }

    @Test("is every member and invitation of an organization that is deleted")
    func members() async throws {
        let validator = TestValidator(ValidatorScope(kinds: ["orgmember", "orginvitation"], operations: [.delete]))
        try await ConfigStoreFixture.with(validators: [validator]) { fixture in
            let client = fixture.client
            let alice = try await client.user(named: "alice")
            try await client.user(named: "bob")
            try await client.organization(named: "acme", owner: alice)
            _ = try await client.createOrganizationInvitation(
                to: "acme", CreateOrganizationInvitationRequest(userRef: "bob", role: "member"))
            try await client.deleteOrganization("acme")
            #expect(validator.takeLines() == ["delete orgmember org/acme/alice", "delete orginvitation org/acme/bob"])
            try await client.organization(named: "acme", owner: alice)
            _ = try await client.createOrganizationInvitation(
                to: "acme", CreateOrganizationInvitationRequest(userRef: "bob", role: "member"))
            try await client.deleteUser("bob")
            #expect(validator.takeLines() == ["delete orginvitation org/acme/bob"])
        }
    }
}
