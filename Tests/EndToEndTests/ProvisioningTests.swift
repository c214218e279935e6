import Foundation
import GatewayClient
import GitServing
import Testing

@Suite("sallyport diff and apply: organizations and project groups", .timeLimit(.minutes(2)))
struct ProvisioningTests {
    private static func makeUsers(_ fixture: CommandFixture) async throws {
        for name in ["alice", "bob", "carol"] { _ = try await fixture.admin.createUser(name) }
    }

    /// The ids of the groups by path, below an owner.
    private static func groups(below ref: String, _ client: GatewayClient) async throws -> [String: String] {
        var found: [String: String] = [:]
        for try await group in client.allSubgroups(of: ref) {
            found[group.path] = group.id
            found.merge(try await groups(below: group.id, client)) { $1 }
        }
        return found
    }

    private static let start = """
        organizations:
          - name: acme
            visibility: public
            members: [{user: bob}, {user: alice, role: owner}]
        projectGroups:
          - path: org/acme/backend/api
            visibility: public
          - path: org/acme/backend
          - path: user/alice/play

        """

    @Test("creates what is declared, owners and parents first, and then has nothing to change")
    func creates() async throws {
        try await CommandFixture.with { fixture in
            try await Self.makeUsers(fixture)
            let file = try fixture.file("all.yaml", Self.start)
            let before = try await fixture.run("diff", "-f", file)
            #expect(before.status == 2, "\(before)")
            let applied = try await fixture.run("apply", "-f", file)
            #expect(
                applied.lines.suffix(6) == [
                    "created organization acme", "created member alice of acme", "created member bob of acme",
                    "created project group org/acme/backend", "created project group user/alice/play",
                    "created project group org/acme/backend/api",
                ], "\(applied)")
            let members = try await fixture.admin.organizationMembers(of: "acme").items
            #expect(members.map(\.role) == ["owner", "member"])
            let group = try await fixture.admin.projectGroup("org/acme/backend/api")
            #expect(group.visibility == "public" && group.globalVisibility == "private")
            let same = try await fixture.run("diff", "-f", file, "--prune")
            #expect(same.status == 0 && same.output == "nothing to change\n", "\(same)")
            let changed = Self.start.replacing("visibility: public", with: "visibility: private")
                .replacing("user: bob", with: "user: carol").replacing("{user: alice", with: "{user: bob")
            _ = try fixture.file("all.yaml", changed)
            let updated = try await fixture.run("apply", "-f", file)
            #expect(updated.status == 0 && updated.lines.contains("    role: member → owner"), "\(updated)")
            #expect(updated.lines.contains("    visibility: public → private"))
            #expect(updated.errors.contains("left alone without --prune: member alice of acme"), "\(updated)")
            let pruned = try await fixture.run("apply", "-f", file, "--prune")
            #expect(pruned.status == 0 && pruned.lines.last == "deleted member alice of acme", "\(pruned)")
        }
    }

    @Test("renames and moves through renamedFrom, once, with everything below")
    func renames() async throws {
        try await CommandFixture.with { fixture in
            try await Self.makeUsers(fixture)
            let file = try fixture.file("all.yaml", Self.start)
            let first = try await fixture.run("apply", "-f", file)
            #expect(first.status == 0, "\(first)")
            let admin = try fixture.admin
            let organization = try await admin.organization("acme").id
            let before = try await Self.groups(below: "org/acme", admin)
            let play = try await admin.projectGroup("user/alice/play").id
            _ = try fixture.file(
                "all.yaml",
                """
                organizations:
                  - {name: apex, renamedFrom: acme, visibility: public}
                projectGroups:
                  - {path: org/apex/services, renamedFrom: org/acme/backend}
                  - {path: org/apex/services/web, renamedFrom: org/acme/backend/api, visibility: public}
                  - {path: org/apex/backend, renamedFrom: user/alice/play}

                """)
            let moved = try await fixture.run("apply", "-f", file)
            #expect(moved.status == 0 && moved.lines.contains("    name: acme → apex"), "\(moved)")
            #expect(moved.lines.contains("    path: user/alice/play → org/apex/backend"), "\(moved)")
            let renamed = try await admin.organization("apex").id
            #expect(renamed == organization)
            let after = try await Self.groups(below: "org/apex", admin)
            #expect(
                after == [
                    "org/apex/services": before["org/acme/backend"],
                    "org/apex/services/web": before["org/acme/backend/api"], "org/apex/backend": play,
                ])
            let again = try await fixture.run("diff", "-f", file, "--prune")
            #expect(again.status == 0 && again.output == "nothing to change\n", "\(again)")
        }
    }

    @Test("follows chains of renames, and leaves alone what can't be told apart")
    func chains() async throws {
        try await CommandFixture.with { fixture in
            try await Self.makeUsers(fixture)
            let admin = try fixture.admin
            func file(_ paths: (String, String?)...) throws -> String {
                try fixture.file(
                    "groups.yaml",
                    "projectGroups:\n"
                        + paths.map { path, before in
                            "  - {path: user/alice/\(path)"
                                + (before.map { ", renamedFrom: user/alice/\($0)}\n" } ?? "}\n")
                        }.joined())
            }
            _ = try await fixture.run("apply", "-f", try file(("a", nil), ("b", nil)))
            let ids = try await Self.groups(below: "user/alice", admin)
            for _ in 0..<2 {
                let chain = try await fixture.run("apply", "-f", try file(("b", "a"), ("c", "b")))
                #expect(chain.status == 0, "\(chain)")
                let after = try await Self.groups(below: "user/alice", admin)
                #expect(after == ["user/alice/b": ids["user/alice/a"], "user/alice/c": ids["user/alice/b"]])
            }
            // Below itself is no place to be.
            let below = try await fixture.run(
                "apply", "-f", try file(("c", nil), ("b2", "b"), ("b2/x", nil), ("b2/x/y", "c")))
            #expect(below.status == 1 && below.errors.contains("renamedFrom: there is a project group"), "\(below)")
            let inside = try await fixture.run("apply", "-f", try file(("c/d", nil), ("c/d/e", "c")))
            #expect(inside.status == 1, "\(inside)")
            let left = try await Self.groups(below: "user/alice", admin)
            #expect(left["user/alice/c"] == ids["user/alice/b"] && left.count == 2)
        }
    }

    @Test("prunes children first, only below the owners that are named, and nothing that holds a project")
    func prunes() async throws {
        try await CommandFixture.withGit { fixture, server in
            try await Self.makeUsers(fixture)
            let admin = try fixture.admin
            _ = try await fixture.run("apply", "-f", try fixture.file("all.yaml", Self.start))
            _ = try await admin.createOrganization("old", visibility: "private")
            for (name, parent) in [("x", "org/old"), ("y", "org/old/x"), ("extra", "org/acme"), ("kept", "user/bob")] {
                _ = try await admin.createProjectGroup(
                    ProjectGroupRequest(name: name, parentRef: parent, visibility: "public"))
            }
            let file = try fixture.file(
                "all.yaml",
                "organizations: [{name: acme, visibility: public}]\nprojectGroups: [{path: org/acme/backend/api}]\n")
            let missing = try await fixture.run("diff", "-f", file)
            #expect(missing.status == 2 && missing.errors.contains("without --prune: organization old"), "\(missing)")
            let plan = try await fixture.run("diff", "-f", file, "--prune")
            #expect(
                plan.lines.suffix(4) == [
                    "- project group org/acme/extra", "- project group org/old/x/y", "- project group org/old/x",
                    "- organization old",
                ], "\(plan)")
            var project = ProjectRequest(name: "site", parentRef: "org/old/x", visibility: "public")
            project.remoteRepositoryConfigType = "manual"
            try await server.makeRepository("site")
            project.cloneURL = server.cloneURL(.https, "site")
            (project.cloneUser, project.clonePassword) = ("robot", "clone-s3cret")
            let site = try await admin.createProject(project)
            let stopped = try await fixture.run("apply", "-f", file, "--prune")
            #expect(stopped.status == 1 && stopped.errors.contains("projectGroupInUse: projects: 1"), "\(stopped)")
            #expect(
                stopped.errors.contains(
                    "3 of 5 changes are applied; not applied: delete project group org/old/x, delete organization old"),
                "\(stopped)")
            try await admin.deleteProject(site.id)
            let finished = try await fixture.run("apply", "-f", file, "--prune")
            #expect(finished.status == 0 && finished.lines.last == "deleted organization old", "\(finished)")
            let kept = try await Self.groups(below: "user/bob", admin)
            #expect(kept.keys.sorted() == ["user/bob/kept"])
            let left = try await Self.groups(below: "org/acme", admin)
            #expect(left.keys.sorted() == ["org/acme/backend", "org/acme/backend/api"])
            let last = try await fixture.run("diff", "-f", file, "--prune")
            #expect(last.status == 0, "\(last)")
        }
    }

    @Test("reads a folder as one, and says where a name is for the second time")
    func folder() async throws {
        try await CommandFixture.with { fixture in
            try await Self.makeUsers(fixture)
            let folder = fixture.directory + "/declared"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            _ = try fixture.file("declared/b.yml", "organizations: [{name: acme}]\n")
            _ = try fixture.file("declared/a.yaml", "projectGroups: [{path: org/acme/team}]\n")
            _ = try fixture.file("declared/.hidden.yaml", "colour: red\n")
            _ = try fixture.file("declared/notes.txt", "colour: red\n")
            let valid = try await fixture.run("validate", folder)
            #expect(
                valid.status == 0 && valid.output == "\(folder): 1 organization, 1 project group, nothing wrong\n",
                "\(valid)")
            let applied = try await fixture.run("apply", "-f", folder)
            #expect(applied.status == 0 && applied.lines.last == "created project group org/acme/team", "\(applied)")
            _ = try fixture.file("declared/c.yaml", "organizations:\n  - {name: acme}\n")
            _ = try fixture.file("declared/d.yaml", "colour: red\nprojectGroups: [{path: org/acme/team}]\n")
            let twice = try await fixture.run("validate", folder)
            #expect(
                twice.errors == """
                    \(folder)/c.yaml:2:12: organizations[0].name: another organization is acme, at \
                    \(folder)/b.yml:1:24
                    \(folder)/d.yaml:1:1: colour: there is no such key
                    \(folder)/d.yaml:2:24: projectGroups[0].path: another project group is org/acme/team, at \
                    \(folder)/a.yaml:1:24

                    """, "\(twice)")
            let empty = fixture.directory + "/empty"
            try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
            let none = try await fixture.run("apply", "-f", empty)
            #expect(none.status == 1 && none.errors.contains("this folder has no *.yaml and no *.yml"), "\(none)")
        }
    }

    @Test("says everything that is missing at once, and where, before it changes anything")
    func missing() async throws {
        try await CommandFixture.with { fixture in
            try await Self.makeUsers(fixture)
            let file = try fixture.file(
                "all.yaml",
                """
                remoteSources:
                  - name: hub
                    type: gitea
                    apiURL: https://hub.example.com
                    auth: {type: oauth2, clientID: client, clientSecretFrom: {env: NOBODY_SET_THIS}}
                organizations:
                  - {name: acme, members: [{user: alice}, {user: mallory}]}
                projectGroups:
                  - path: org/nobody/team
                  - path: user/mallory/team
                  - path: org/acme/a/b

                """)
            for command in ["diff", "apply"] {
                let result = try await fixture.run(command, "-f", file)
                #expect(
                    result.status == 1 && result.output == ""
                        && result.errors == """
                            \(file):5:62: remoteSources[0].auth.clientSecretFrom: the client secret of hub: \
                            the environment variable NOBODY_SET_THIS is not set
                            \(file):7:50: organizations[0].members[1].user: there is no user mallory
                            \(file):9:11: projectGroups[0].path: there is no organization nobody
                            \(file):10:11: projectGroups[1].path: there is no user mallory
                            \(file):11:11: projectGroups[2].path: there is no project group org/acme/a: declare it too

                            """,
                    "\(result)")
            }
            let organizations = try await fixture.admin.organizations().items
            #expect(organizations.isEmpty)
        }
    }

    @Test("provisions before serve listens, from a folder too")
    func serve() async throws {
        try await DurabilityTests.withDirectory { directory in
            try FileManager.default.createDirectory(
                atPath: directory + "/declared", withIntermediateDirectories: true)
            for (name, text) in [
                ("a", "organizations: [{name: acme, visibility: public}]\n"),
                ("b", "projectGroups: [{path: org/acme/team}]\n"),
            ] {
                try text.write(toFile: directory + "/declared/\(name).yaml", atomically: false, encoding: .utf8)
            }
            for _ in 0..<2 {
                let process = try await SallyportProcess(
                    dataDirectory: directory + "/data", arguments: ["--provision", directory + "/declared"])
                let client = GatewayClient(
                    baseURL: process.gatewayURL, token: SallyportProcess.adminToken,
                    transport: try SallyportProcess.transport())
                let group = try await client.projectGroup("org/acme/team")
                #expect(group.visibility == "private")
                _ = await process.stop(SIGTERM)
            }
        }
    }

    @Test("has an example that is right, and that is applied as a whole")
    func example() async throws {
        let folder = SallyportProcess.root + "examples/provisioning"
        let valid = try await CommandRun(["validate", folder]).result
        #expect(valid.status == 0 && valid.output.hasSuffix(", nothing wrong\n"), "\(valid)")
        try await CommandFixture.with { fixture in
            try await Self.makeUsers(fixture)
            let secret = [
                "CODEBERG_CLIENT_SECRET": CommandFixture.clientSecret, "REGISTRY_USER": "robot",
                "REGISTRY_PASSWORD": "registry-s3cret",
            ]
            let applied = try await fixture.run("apply", "-f", folder, environment: secret)
            #expect(applied.status == 0, "\(applied)")
            let again = try await fixture.run("diff", "-f", folder, "--prune", environment: secret)
            #expect(again.status == 0 && again.output == "nothing to change\n", "\(again)")
            #expect(!"\(applied)\(again)".contains("s3cret"))
        }
    }

    @Test(
        "says what is wrong in a file of its own",
        arguments: [
            ("organizations: [{name: a--b}]\n", "1:24: organizations[0].name: "),
            ("organizations: [{name: a, visibility: secret}]\n", "1:39: organizations[0].visibility: "),
            (
                "organizations: [{name: a, members: [{user: b, role: boss}]}]\n",
                "1:53: organizations[0].members[0].role: "
            ),
            ("organizations: [{name: a, members: [{role: owner}]}]\n", "1:37: organizations[0].members[0].user: "),
            (
                "organizations: [{name: a, members: [{user: b}, {user: b}]}]\n",
                "1:55: organizations[0].members[1].user: b is a member already, at bad.yaml:1:44"
            ),
            ("projectGroups: [{path: acme/team}]\n", "1:24: projectGroups[0].path: a path is org/ or user/"),
            ("projectGroups: [{path: org}]\n", "1:24: projectGroups[0].path: "),
            ("projectGroups: [{path: org/a//b}]\n", "1:24: projectGroups[0].path: "),
            ("projectGroups: [{name: x}]\n", "1:18: projectGroups[0].name: there is no such key"),
            (
                "projectGroups: [{path: org/a, renamedFrom: org/b}]\n",
                "1:44: projectGroups[0].renamedFrom: a root group can't be renamed"
            ),
            ("# nothing\ncolour: {}\n", "2:1: nothing is declared: "),
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
