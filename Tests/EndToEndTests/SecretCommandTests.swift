import Foundation
import GatewayClient
import Testing

@Suite("sallyport secret and variable", .timeLimit(.minutes(2)))
struct SecretCommandTests {
    @Test("take data from files, the environment and a prompt, and show none of it")
    func secrets() async throws {
        try await CommandFixture.with { fixture in
            let alice = try await OrganizationCommandTests.user("alice", fixture)
            func run(
                _ arguments: String..., environment: [String: String] = [:], input: String = ""
            ) async throws -> CommandRun.Result {
                let result = try await fixture.start(
                    ["secret"] + arguments + ["--project-group", "user/alice"],
                    environment: alice.merging(environment) { $1 }, input: input
                ).result
                #expect(!"\(result)".contains("s3cret"))
                return result
            }
            let yaml = try fixture.file("data.yaml", "user: u-s3cret\nnote: |\n  two s3cret\n  lines\n")
            let key = try fixture.file("key", "k-s3cret\n")
            let made = try await run(
                "create", "db", "--data-file", yaml, "--key-file", "pass=\(key)", "--key-env", "token=TOKEN", "--key",
                "pin", environment: ["TOKEN": "t-s3cret"], input: "1234-s3cret\n")
            #expect(made.status == 0 && made.lines.contains("keys         note pass pin token user"), "\(made)")
            let client = GatewayClient(
                baseURL: fixture.gatewayURL, token: alice["SALLYPORT_TOKEN"],
                transport: try SallyportProcess.transport())
            let data = [
                "user": "u-s3cret", "note": "two s3cret\nlines\n", "pass": "k-s3cret", "token": "t-s3cret",
                "pin": "1234-s3cret",
            ]
            #expect(try await client.secretMatches("db", of: .projectGroup("user/alice"), data: data))
            let piped = try await run("update", "db", "--data-file", "-", input: "pass: p-s3cret\n")
            #expect(piped.status == 0 && piped.lines.contains("keys         pass"), "\(piped)")
            let renamed = try await run("update", "db", "--name", "main-db")
            #expect(renamed.status == 0 && renamed.lines.contains("name         main-db"), "\(renamed)")
            #expect(
                try await client.secretMatches("main-db", of: .projectGroup("user/alice"), data: ["pass": "p-s3cret"]))
            let list = try await run("list")
            #expect(list.lines == ["NAME     PLACE       KEYS", "main-db  user/alice  pass"])
            let shown = try await run("get", "main-db", "--output", "json")
            #expect((shown.json as? [String: Any])?["keys"] as? [String] == ["pass"])
            for (arguments, status, words) in [
                (["create", "x"], 1, "a secret needs data"),
                (["create", "x", "--key-env", "k=NO_SUCH_VARIABLE"], 1, "NO_SUCH_VARIABLE is not set"),
                (["create", "x", "--key-file", "s3cret"], 1, "KEY=FILE"),
                (["create", "x", "--key-file", "k=\(key)", "--key-file", "k=\(key)"], 1, "given twice"),
                (["create", "x", "--data-file", try fixture.file("bad.yaml", "k: [s3cret]\n")], 1, "has to be a text"),
                (["create", "x", "--key-file", "a b=\(key)"], 1, "invalidSecretData"),
                (["get", "none"], 1, "secretDoesNotExist"),
                (["create", "x", "--project", "user/alice/p"], 64, "one of the two"),
            ] as [([String], Int32, String)] {
                let refused = try await fixture.start(
                    ["secret"] + arguments + ["--project-group", "user/alice"], environment: alice
                ).result
                #expect(refused.status == status && refused.errors.contains(words), "\(arguments): \(refused)")
                #expect(!"\(refused)".contains("k-s3cret") && !refused.errors.contains("s3cret"), "\(refused)")
            }
            let deleted = try await run("delete", "main-db")
            #expect(deleted.status == 0 && deleted.errors == "deleted secret main-db\n")
        }
    }

    @Test("make variables, and say which secret each value gets and why")
    func variables() async throws {
        try await CommandFixture.with { fixture in
            let alice = try await OrganizationCommandTests.user("alice", fixture)
            func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> CommandRun.Result {
                try await fixture.start(arguments, environment: alice.merging(environment) { $1 }).result
            }
            _ = try await run("projectgroup", "create", "team")
            let team = "user/alice/team"
            for place in ["user/alice", team] {
                let made = try await run(
                    "secret", "create", "db", "--project-group", place, "--key-env", "url=VALUE",
                    environment: ["VALUE": "s3cret"])
                #expect(made.status == 0, "\(made)")
            }
            let simple = try await run(
                "variable", "create", "DB_URL", "--project-group", "user/alice", "--secret", "db", "--key", "url")
            #expect(simple.status == 0 && simple.lines.contains("value 1  db.url of user/alice"), "\(simple)")
            let file = try fixture.file(
                "values.yaml",
                """
                values:
                  - secret_name: db
                    secret_var: url
                    when: {branch: [main, /^release-/], tag: {include: "#^v/#", exclude: v0}}
                  - {secret_name: db, secret_var: url}
                """)
            let made = try await run(
                "variable", "create", "DB_URL", "--project-group", team, "--values-file", file)
            #expect(
                made.lines.contains(
                    "value 1  db.url of user/alice/team, when branch main, /^release-/; tag /^v// but not v0"),
                "\(made)")
            let list = try await run("variable", "list", "--project-group", team, "--tree", "--resolve")
            #expect(list.lines.count == 4)
            #expect(
                list.lines[1].hasSuffix("own     in user/alice/team itself, overrides the one in user/alice"), "\(list)"
            )
            #expect(
                list.lines[3].hasSuffix(
                    "the variable is overridden by the one in user/alice/team; in user/alice itself; not the one in "
                        + "user/alice/team, which is below the variable"), "\(list)")
            let plain = try await run("variable", "list", "--project-group", team, "--output", "json")
            let values = ((plain.json as? [[String: Any]])?.first?["values"] as? [[String: Any]]) ?? []
            #expect(values.count == 2 && values[0]["when"] is [String: Any])
            let held = try await run("secret", "delete", "db", "--project-group", team)
            #expect(held.status == 1 && held.errors.contains("secretInUse") && held.errors.contains("\(team)/DB_URL"))
            let cascaded = try await run("secret", "delete", "db", "--project-group", team, "--cascade")
            #expect(cascaded.status == 0)
            let shown = try await run("variable", "get", "DB_URL", "--project-group", team)
            #expect(shown.lines.contains("value 2  db.url of user/alice"), "\(shown)")
            let renamed = try await run("variable", "update", "DB_URL", "--project-group", team, "--name", "db-url")
            #expect(renamed.status == 0 && renamed.lines.contains("name     db-url"), "\(renamed)")
            let deleted = try await run("variable", "delete", "db-url", "--project-group", team)
            #expect(deleted.status == 0 && deleted.errors == "deleted variable db-url\n")
            for (arguments, status, words) in [
                (["create", "X"], 1, "a variable needs a value"),
                (["create", "X", "--secret", "db"], 64, "both or none"),
                (["create", "X", "--secret", "none", "--key", "url"], 1, "there is no secret none"),
                (
                    ["create", "X", "--values-file", try fixture.file("bad.yaml", "values:\n  - {secret: db}\n")], 1,
                    "bad.yaml:2:"
                ),
                (["create", "X", "--values-file", try fixture.file("none.yaml", "other: 1\n")], 1, "a list of values"),
            ] as [([String], Int32, String)] {
                let refused = try await fixture.start(
                    ["variable"] + arguments + ["--project-group", team], environment: alice
                ).result
                #expect(refused.status == status && refused.errors.contains(words), "\(arguments): \(refused)")
            }
        }
    }
}
