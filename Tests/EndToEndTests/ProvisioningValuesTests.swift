import Foundation
import GatewayClient
import Testing

@Suite("sallyport diff and apply: secrets, variables and validators", .timeLimit(.minutes(2)))
struct ProvisioningValuesTests {
    private static let groups = """
        organizations: [{name: acme}]
        projectGroups: [{path: org/acme/backend}]

        """
    private static let values = """
        secrets:
          - name: deploy
            projectGroup: org/acme/backend
            dataFrom: {token: {env: DEPLOY_TOKEN}, key: {file: deploy-key}}
        variables:
          - name: DEPLOY_TOKEN
            projectGroup: org/acme/backend
            values:
              - {secret: deploy, key: token, when: {branch: [main, /^release-/], tag: {include: /./, exclude: draft}}}
              - {secret: deploy, key: key}

        """
    private static let environment = ["DEPLOY_TOKEN": "token-s3cret"]

    @Test("puts secrets and variables into groups that the same run creates, and then has nothing to change")
    func creates() async throws {
        try await CommandFixture.with { fixture in
            let file = try fixture.file("all.yaml", Self.groups + Self.values)
            _ = try fixture.file("deploy-key", "key-s3cret\n")
            let applied = try await fixture.run("apply", "-f", file, environment: Self.environment)
            #expect(
                applied.lines.suffix(2) == [
                    "created secret deploy of org/acme/backend", "created variable DEPLOY_TOKEN of org/acme/backend",
                ], "\(applied)")
            let group = ProjectOrGroup.projectGroup("org/acme/backend")
            let matches = try await fixture.admin.secretMatches(
                "deploy", of: group, data: ["token": "token-s3cret", "key": "key-s3cret"])
            #expect(matches)
            let variable = try await fixture.admin.variable("DEPLOY_TOKEN", of: group)
            #expect(variable.values.map(\.secretVar) == ["token", "key"])
            #expect(variable.values.first?.when?.branch?.include?.map(\.type) == ["simple", "regexp"])
            let same = try await fixture.run("diff", "-f", file, "--prune", environment: Self.environment)
            #expect(same.status == 0 && same.output == "nothing to change\n", "\(same)")
            let other = ["DEPLOY_TOKEN": "other-s3cret"]
            _ = try fixture.file("all.yaml", Self.groups + Self.values.replacing("[main, ", with: "[trunk, "))
            let changed = try await fixture.run("apply", "-f", file, environment: other)
            #expect(changed.status == 0 && changed.lines.contains("    data: another one"), "\(changed)")
            #expect(changed.output.contains("branch main, /^release-/") && changed.output.contains("branch trunk"))
            let again = try await fixture.run("diff", "-f", file, environment: other)
            #expect(again.status == 0, "\(again)")
            for result in [applied, same, changed, again] { #expect(!"\(result)".contains("s3cret")) }
            #expect(!fixture.log().contains("s3cret"))
        }
    }

    @Test("puts secrets and variables into what a user owns, and prunes them there")
    func usersGroups() async throws {
        try await CommandFixture.with { fixture in
            _ = try await fixture.admin.createUser("alice")
            let groups = "projectGroups: [{path: user/alice/play}, {path: user/alice/play/deep}]\n"
            let values = Self.values.replacing("org/acme/backend", with: "user/alice/play/deep")
            let inherited = "  - {name: ROOT, projectGroup: user/alice/play, values: [{secret: top, key: a}]}\n"
            let top = "secrets:\n  - {name: top, projectGroup: user/alice, dataFrom: {a: {env: DEPLOY_TOKEN}}}\n"
            let file = try fixture.file(
                "all.yaml", groups + values.replacing("secrets:\n", with: top) + inherited)
            _ = try fixture.file("deploy-key", "key-s3cret\n")
            let applied = try await fixture.run("apply", "-f", file, environment: Self.environment)
            #expect(
                applied.lines.suffix(6) == [
                    "created project group user/alice/play", "created project group user/alice/play/deep",
                    "created secret top of user/alice", "created secret deploy of user/alice/play/deep",
                    "created variable DEPLOY_TOKEN of user/alice/play/deep",
                    "created variable ROOT of user/alice/play",
                ], "\(applied)")
            let same = try await fixture.run("diff", "-f", file, "--prune", environment: Self.environment)
            #expect(same.status == 0 && same.output == "nothing to change\n", "\(same)")
            _ = try await fixture.admin.createVariable(
                of: .projectGroup("user/alice/play/deep"),
                VariableRequest(name: "OLD", values: [.init(secretName: "top", secretVar: "a")]))
            let pruned = try await fixture.run("apply", "-f", file, "--prune", environment: Self.environment)
            #expect(pruned.lines.last == "deleted variable OLD of user/alice/play/deep", "\(pruned)")
        }
    }

    @Test("prunes variables before the secrets that they get, in the groups that are named")
    func prunes() async throws {
        try await CommandFixture.with { fixture in
            let file = try fixture.file("all.yaml", Self.groups + Self.values)
            _ = try fixture.file("deploy-key", "key-s3cret\n")
            _ = try await fixture.run("apply", "-f", file, environment: Self.environment)
            let group = ProjectOrGroup.projectGroup("org/acme/backend")
            let admin = try fixture.admin
            _ = try await admin.createSecret(
                of: group, SecretRequest(name: "old", type: "internal", data: ["a": "old-s3cret"]))
            _ = try await admin.createVariable(
                of: group, VariableRequest(name: "OLD", values: [.init(secretName: "old", secretVar: "a")]))
            let kept = try await fixture.run("apply", "-f", file, environment: Self.environment)
            #expect(kept.status == 0 && kept.errors.contains("secret old of org/acme/backend"), "\(kept)")
            let pruned = try await fixture.run("apply", "-f", file, "--prune", environment: Self.environment)
            #expect(
                pruned.lines.suffix(2) == [
                    "deleted variable OLD of org/acme/backend", "deleted secret old of org/acme/backend",
                ], "\(pruned)")
        }
    }

    @Test("creates, changes, renames and prunes validators, whose rules are in files of their own")
    func validators() async throws {
        try await CommandFixture.with { fixture in
            func rules(_ pattern: String) throws {
                _ = try fixture.file(
                    "naming.rules",
                    """
                    version: 1
                    rules:
                      - {kinds: [projectgroup], field: name, pattern: "\(pattern)", code: short, message: shorter}

                    """)
            }
            func validators(_ entry: String) throws -> String {
                try fixture.file("all.yaml", "validators: [{\(entry), rulesFile: naming.rules}]\n")
            }
            try rules("^[a-z]+$")
            let file = try validators("name: naming")
            let created = try await fixture.run("apply", "-f", file)
            #expect(created.status == 0 && created.lines.last == "created validator naming", "\(created)")
            let same = try await fixture.run("diff", "-f", file)
            #expect(same.status == 0, "\(same)")
            try rules("^[a-z-]+$")
            _ = try validators("name: policy, renamedFrom: naming")
            let renamed = try await fixture.run("apply", "-f", file)
            #expect(renamed.lines.contains("    name: naming → policy"), "\(renamed)")
            #expect(renamed.lines.contains("    rules: other ones") && renamed.status == 0)
            try rules("^[a-z")
            let bad = try await fixture.run("validate", file)
            #expect(bad.status == 1 && bad.errors.contains("naming.rules:3:"), "\(bad)")
            _ = try fixture.file("all.yaml", "validators: []\n")
            let pruned = try await fixture.run("apply", "-f", file, "--prune")
            #expect(pruned.status == 0 && pruned.lines.last == "deleted validator policy", "\(pruned)")
        }
    }

    @Test(
        "says what is wrong in a file of its own",
        arguments: [
            (
                "secrets: [{name: a, projectGroup: org/a, data: {x: y}}]\n",
                "1:48: secrets[0].data: a secret is not written"
            ),
            (
                "secrets: [{name: a, projectGroup: acme, dataFrom: {}}]\n",
                "1:35: secrets[0].projectGroup: a path is org/"
            ),
            (
                "variables: [{name: A-_B, projectGroup: org/a, values: [{secret: a, key: b}]}]\n",
                "1:20: variables[0].name: "
            ),
            ("variables: [{name: A, projectGroup: org/a, values: []}]\n", "1:52: variables[0].values: at least one"),
            ("validators: [{name: a, rulesFile: missing.yaml}]\n", "1:35: validators[0].rulesFile: "),
        ])
    func bad(text: String, expected: String) async throws {
        try await DurabilityTests.withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try text.write(toFile: directory + "/bad.yaml", atomically: false, encoding: .utf8)
            let result = try await CommandRun(["validate", "bad.yaml"], in: directory).result
            #expect(result.status == 1 && result.output == "")
            #expect(result.errors.contains("bad.yaml:" + expected), "\(result)")
        }
    }
}
