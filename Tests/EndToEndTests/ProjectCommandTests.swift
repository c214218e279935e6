import ForgeSimulator
import Foundation
import GatewayClient
import GitAccess
import GitServing
import RemoteSources
import ServiceTesting
import Testing

@Suite("sallyport projectgroup and project", .serviceLogs, .timeLimit(.minutes(2)))
struct ProjectCommandTests {
    /// What the git server takes where it is private.
    private static let password = "open sesame"

    @Test("makes, lists, moves, renames and deletes groups")
    func groups() async throws {
        try await CommandFixture.with { fixture in
            let alice = try await OrganizationCommandTests.user("alice", fixture)
            func run(_ arguments: String...) async throws -> CommandRun.Result {
                try await fixture.start(["projectgroup"] + arguments, environment: alice).result
            }
            _ = try await fixture.run("org", "create", "acme", environment: alice)
            let made = try await run("create", "team", "--visibility", "public")
            #expect(made.status == 0 && made.output.contains("user/alice/team"), "\(made)")
            _ = try await run("create", "inner", "--parent", "user/alice/team")
            let own = try await run("list")
            #expect(own.lines.count == 2 && own.lines[1].hasPrefix("user/alice/team  public"), "\(own)")
            let moved = try await run("move", "user/alice/team", "org/acme")
            #expect(moved.status == 0 && moved.output.contains("effective visibility  private"), "\(moved)")
            let renamed = try await run("update", "org/acme/team", "--name", "core", "--visibility", "private")
            #expect(renamed.status == 0, "\(renamed)")
            let list = try await run("list", "org/acme/core", "--output", "json")
            let paths = (list.json as? [[String: Any]])?.map { $0["path"] as? String }
            #expect(paths == ["org/acme/core/inner"])
            let shown = try await run("get", "org/acme/core/inner")
            #expect(shown.status == 0 && shown.output.contains("path                  org/acme/core/inner"))
            let held = try await run("delete", "org/acme/core")
            #expect(held.status == 1 && held.errors.contains("projectGroupInUse"), "\(held)")
            let deleted = try await run("delete", "org/acme/core", "--cascade")
            #expect(deleted.status == 0 && deleted.errors == "deleted project group org/acme/core\n")
            let root = try await run("delete", "org/acme", "--cascade")
            #expect(root.status == 1 && root.errors.contains("cannotDeleteRootProjectGroup"))
        }
    }

    @Test("makes projects of git URLs, with keys and passwords that are no arguments and never shown")
    func manual() async throws {
        try await CommandFixture.withGit { fixture, server in
            let alice = try await OrganizationCommandTests.user("alice", fixture)
            func run(
                _ arguments: String..., environment: [String: String] = [:], input: String = ""
            ) async throws -> CommandRun.Result {
                try await fixture.start(
                    ["project"] + arguments, environment: alice.merging(environment) { $1 }, input: input
                ).result
            }
            _ = try await server.makeSample("a")
            let closed = server.cloneURL(.https, "a", prefix: "private")
            let https = ["--type", "manual", "--clone-url", closed, "--clone-user", "reader"]
            func create(
                _ name: String, _ more: [String] = [], environment: [String: String] = [:], input: String = ""
            ) async throws -> CommandRun.Result {
                try await fixture.start(
                    ["project", "create", name] + https + more, environment: alice.merging(environment) { $1 },
                    input: input
                ).result
            }
            let file = try fixture.file("password", Self.password + "\n")
            let results = [
                try await create("by-file", ["--clone-password-file", file]),
                try await create("by-prompt", ["--clone-password"], input: Self.password + "\n"),
                try await create("by-environment", environment: ["SALLYPORT_CLONE_PASSWORD": Self.password]),
            ]
            for result in results { #expect(result.status == 0, "\(result)") }
            let without = try await create("without")
            #expect(without.status == 1 && without.errors.contains("clone_password"), "\(without)")
            let wrong = try await create("wrong", ["--clone-password"], input: "open barley\n")
            #expect(wrong.status == 1 && wrong.errors.contains("repositoryCredentialsRefused"), "\(wrong)")
            let key = try fixture.file("key", server.key.privateKey)
            let url = server.cloneURL(.ssh, "a")
            let ssh = try await run(
                "create", "by-key", "--type", "manual", "--clone-url", url, "--ssh-private-key-file", key,
                "--skip-ssh-host-key-check")
            #expect(ssh.status == 0, "\(ssh)")
            let list = try await run("list")
            #expect(list.lines.count == 5 && list.lines[1].hasPrefix("user/alice/by-environment  private"), "\(list)")
            #expect(list.output.contains(url))
            let updated = try await run(
                "update", "user/alice/by-key", "--name", "keyed", "--visibility", "public", "--pass-vars-to-forked-pr")
            #expect(updated.status == 0 && updated.output.contains("variables to forks    yes"), "\(updated)")
            #expect(updated.output.contains("host key check        none"), "\(updated)")
            #expect(updated.output.contains("key fingerprint") && !updated.output.contains("clone user"))
            let hostKeys = try server.knownHosts
            let hostKey = try fixture.file("host.key", hostKeys)
            let checked = try await run(
                "update", "user/alice/keyed", "--ssh-host-key-file", hostKey, "--no-skip-ssh-host-key-check")
            #expect(checked.output.contains("host key check        by the project's host keys"), "\(checked)")
            let stranger = try await run("update", "user/alice/by-file", "--clone-user", "robin")
            #expect(stranger.errors.contains("repositoryCredentialsRefused"), "\(stranger)")
            let robin = try await run(
                "update", "user/alice/by-file", "--clone-url", server.cloneURL(.https, "a"), "--clone-user", "robin",
                "--clone-password-file", file)
            #expect(robin.output.contains("clone user            robin"), "\(robin)")
            let shown = try await run("get", "user/alice/keyed", "--output", "json")
            let project = try #require(shown.json as? [String: Any])
            #expect(project["default_branch"] as? String == "main" && project["path"] as? String == "user/alice/keyed")
            #expect((project["ssh_host_key"] as? String).map { hostKeys.hasPrefix($0) } == true)
            #expect(project["skip_ssh_host_key_check"] as? Bool == false && project["clone_user"] as? String == "")
            _ = try await fixture.run("projectgroup", "create", "team", environment: alice)
            let moved = try await run("move", "user/alice/keyed", "user/alice/team")
            #expect(moved.status == 0 && moved.output.contains("user/alice/team/keyed"), "\(moved)")
            let deleted = try await run("delete", "user/alice/team/keyed", "--cascade")
            #expect(deleted.status == 0 && deleted.errors == "deleted project user/alice/team/keyed\n")
            let gone = try await run("get", "user/alice/team/keyed")
            #expect(gone.status == 1 && gone.errors.contains("projectDoesNotExist"))
            let secrets = [Self.password, String(server.key.privateKey.split(separator: "\n")[1])]
            for text in (results + [without, wrong, ssh, list, updated, shown, moved]).map({ "\($0)" }) + [
                fixture.log()
            ] {
                for secret in secrets { #expect(!text.contains(secret)) }
            }
        }
    }

    @Test("makes a project of a repository that one's account at a forge sees")
    func remoteSource() async throws {
        try await SocketForge.with { forge in
            forge.state.addRepository("site", owner: "alice", isPrivate: true)
            try await CommandFixture.with(environment: ["SALLYPORT_OUTBOUND_ALLOW": "127.0.0.0/8"]) { fixture in
                _ = try await fixture.admin.createRemoteSource(
                    RemoteSourceRequest(name: "hub", apiURL: forge.url, type: "gitea", authType: "password"))
                let registered = try await fixture.run(
                    "user", "register", "--username", "alice", "--remote-source", "hub", "--login-name", "alice",
                    environment: ["SALLYPORT_PASSWORD": SocketForge.password])
                #expect(registered.status == 0, "\(registered)")
                let token = try await fixture.admin.createUserToken(for: "alice", name: "test")
                let alice = ["SALLYPORT_TOKEN": token]
                let made = try await fixture.run(
                    "project", "create", "site", "--remote-source", "hub", "--repository", "alice/site",
                    environment: alice)
                #expect(made.status == 0 && made.output.contains("repository            alice/site"), "\(made)")
                #expect(made.output.contains("set-up                ready"), "\(made)")
                try await examine(forge, fixture, alice)
                let missing = try await fixture.run(
                    "project", "update", "user/alice/site", "--repository", "alice/none", environment: alice)
                #expect(missing.status == 1 && missing.errors.contains("notFoundAtForge"), "\(missing)")
                let history = try await fixture.run(
                    "audit", "list", "--project", "user/alice/site", environment: alice)
                #expect(history.lines.count == 3 && history.output.contains("create project"), "\(history)")
            }
        }
    }

    private func examine(_ forge: SocketForge, _ fixture: CommandFixture, _ alice: [String: String]) async throws {
        let well = try await fixture.run("project", "doctor", "user/alice/site", environment: alice)
        // The forge here delivers nothing, which is no error.
        #expect(well.status == 0 && well.lines.count == 2 && well.output.contains("noDeliverySeen"), "\(well)")
        forge.state.removeWebhooks(owner: "alice", name: "site")
        let ill = try await fixture.run("project", "doctor", "--all")
        #expect(ill.status == 1 && ill.output.contains("webhookMissing"), "\(ill)")
        #expect(ill.output.contains("reconfig the project"), "\(ill)")
        let repaired = try await fixture.run("project", "reconfig", "user/alice/site", environment: alice)
        #expect(repaired.status == 0 && repaired.errors == "project user/alice/site is set up\n", "\(repaired)")
        let rotated = try await fixture.run("project", "rotate-secrets", "user/alice/site", environment: alice)
        #expect(rotated.status == 0 && rotated.output.contains("old secrets until"), "\(rotated)")
        let cleanups = try await fixture.run("project", "cleanups")
        #expect(cleanups.status == 0 && cleanups.lines.count == 1, "\(cleanups)")
        let dismissed = try await fixture.run("project", "dismiss-cleanup", "none")
        #expect(dismissed.status == 1 && dismissed.errors.contains("forgeCleanupDoesNotExist"), "\(dismissed)")
        let both = try await fixture.run("project", "doctor", "user/alice/site", "--all", environment: alice)
        #expect(both.status == 64, "\(both)")
    }
}
