import Foundation
import GatewayClient
import ServiceTesting
import Testing

@Suite("sallyport diff and apply", .serviceLogs, .timeLimit(.minutes(2)))
struct ApplyTests {
    private static func oauth2(_ secret: String = "CLIENT_SECRET") -> String {
        """
        remoteSources:
          - name: hub
            type: gitea
            apiURL: https://hub.example.com
            auth: {type: oauth2, clientID: client, clientSecretFrom: {env: \(secret)}}

        """
    }

    @Test("creates what is declared, then has nothing to change, then updates in place")
    func applies() async throws {
        try await CommandFixture.with { fixture in
            let file = try fixture.file("sources.yaml", Self.oauth2())
            let before = try await fixture.run("diff", "-f", file)
            #expect(before.status == 2 && before.output.contains("+ remote source hub"), "\(before)")
            let first = try await fixture.run("apply", "-f", file)
            #expect(first.status == 0 && first.lines.last == "created remote source hub", "\(first)")
            let id = try #require(try await fixture.ids["hub"])
            let same = try await fixture.run("diff", "-f", file)
            #expect(same.status == 0 && same.output == "nothing to change\n", "\(same)")
            let second = try await fixture.run("apply", "-f", file)
            #expect(second.status == 0 && second.output == "nothing to change\n", "\(second)")
            _ = try fixture.file("sources.yaml", Self.oauth2() + "    loginEnabled: false\n")
            let third = try await fixture.run("apply", "-f", file)
            #expect(third.lines.contains("    loginEnabled: true → false"), "\(third)")
            #expect(third.lines.last == "updated remote source hub")
            let source = try await fixture.admin.remoteSource("hub")
            #expect(source.id == id && !source.loginEnabled)
        }
    }

    @Test("renames in place, also in a chain")
    func renames() async throws {
        try await CommandFixture.with { fixture in
            let start = try await fixture.run("apply", "-f", try fixture.sources(("a", nil), ("b", nil)))
            #expect(start.status == 0, "\(start)")
            let ids = try await fixture.ids
            let chain = try fixture.sources(("b", "a"), ("c", "b"))
            let moved = try await fixture.run("apply", "-f", chain)
            #expect(moved.status == 0 && moved.output.contains("name: b → c"), "\(moved)")
            let after = try await fixture.ids
            #expect(after == ["b": ids["a"], "c": ids["b"]])
            let last = try await fixture.run("apply", "-f", try fixture.sources(("d", "b"), ("c", nil)))
            #expect(last.status == 0, "\(last)")
            let renamed = try await fixture.ids
            #expect(renamed == ["d": ids["a"], "c": ids["b"]])
        }
    }

    @Test("changes nothing in a second run of a file with renamedFrom")
    func renamesOnce() async throws {
        try await CommandFixture.with { fixture in
            _ = try await fixture.run("apply", "-f", try fixture.sources(("a", nil), ("b", nil)))
            for file in [try fixture.sources(("a2", "a"), ("b", nil)), try fixture.sources(("c", "b"), ("a2", nil))] {
                let first = try await fixture.run("apply", "-f", file)
                let second = try await fixture.run("apply", "-f", file)
                #expect(
                    first.status == 0 && second.status == 0 && second.lines.first == "nothing to change", "\(second)")
            }
        }
    }

    @Test("deletes what is not declared only with --prune, and says what it leaves alone")
    func prune() async throws {
        try await CommandFixture.with { fixture in
            _ = try await fixture.run("apply", "-f", try fixture.sources(("a", nil), ("b", nil)))
            let file = try fixture.sources(("a", nil))
            let kept = try await fixture.run("apply", "-f", file)
            #expect(kept.status == 0 && kept.output == "nothing to change\n")
            #expect(kept.errors.contains("left alone without --prune: remote source b"))
            let differs = try await fixture.run("diff", "--prune", "-f", file)
            #expect(differs.status == 2 && differs.lines == ["- remote source b"])
            let pruned = try await fixture.run("apply", "--prune", "-f", file)
            #expect(pruned.status == 0 && pruned.lines.last == "deleted remote source b")
            let left = try await fixture.ids
            #expect(Array(left.keys) == ["a"])
        }
    }

    @Test("changes nothing with --dry-run")
    func dryRun() async throws {
        try await CommandFixture.with { fixture in
            let result = try await fixture.run("apply", "--dry-run", "-f", try fixture.sources(("a", nil)))
            #expect(result.status == 0 && result.output.contains("+ remote source a"))
            let none = try await fixture.ids
            #expect(none.isEmpty)
        }
    }

    @Test("notices a client secret that changed, and prints none")
    func secret() async throws {
        try await CommandFixture.with { fixture in
            let file = try fixture.file("sources.yaml", Self.oauth2())
            _ = try await fixture.run("apply", "-f", file)
            let other = ["CLIENT_SECRET": "other-s3cret"]
            let diff = try await fixture.run("diff", "-f", file, environment: other)
            #expect(diff.status == 2 && diff.lines.contains("    auth.clientSecret: another one"), "\(diff)")
            let json = try await fixture.run("diff", "-f", file, "--output", "json", environment: other)
            let applied = try await fixture.run("apply", "-f", file, environment: other)
            #expect(applied.status == 0)
            let same = try await fixture.run("diff", "-f", file, environment: other)
            #expect(same.status == 0)
            let missing = try await fixture.run("apply", "-f", file, environment: ["CLIENT_SECRET": ""])
            #expect(missing.status == 1 && missing.errors.contains("the client secret of hub: "))
            let details = try await fixture.run("remotesource", "get", "hub")
            for result in [diff, json, applied, same, missing, details] { #expect(!"\(result)".contains("s3cret")) }
            #expect(!fixture.log().contains("s3cret"))
        }
    }

    @Test("says exactly what is applied and what is not when a change is refused")
    func partly() async throws {
        try await CommandFixture.with { fixture in
            let entry = "  - {name: z, type: gitea, apiURL: \"https://z.example.com\", auth: {type: password}}\n"
            let bad = entry.replacing("gitea", with: "none").replacing("z", with: "m")
            let result = try await fixture.run("apply", "-f", try fixture.sources(("a", nil), more: bad + entry))
            #expect(result.status == 1, "\(result)")
            #expect(result.lines.contains("created remote source a"))
            #expect(
                result.errors.contains(
                    "1 of 3 changes are applied; not applied: create remote source m, create remote source z"),
                "\(result)")
            let ids = try await fixture.ids
            #expect(Array(ids.keys) == ["a"])
        }
    }

    @Test("prints JSON that programs can read")
    func json() async throws {
        try await CommandFixture.with { fixture in
            let file = try fixture.file("sources.yaml", Self.oauth2())
            for (command, status) in [("diff", 2), ("apply", 0), ("diff", 0)] {
                let result = try await fixture.run(command, "-f", file, "--output", "json")
                #expect(result.status == Int32(status), "\(result)")
                let plan = try #require(result.json as? [String: Any])
                let changes = try #require(plan["changes"] as? [[String: Any]])
                #expect(changes.count == (command == "diff" && status == 0 ? 0 : 1))
                #expect(plan["undeclared"] as? [String] == [])
            }
            let list = try await fixture.run("remotesource", "list", "--output", "json")
            let sources = try #require(list.json as? [[String: Any]])
            #expect(sources.map { $0["name"] as? String } == ["hub"])
        }
    }

    @Test("refuses a bad file before it talks to anybody")
    func badFile() async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try "colour: red\n".write(toFile: directory + "/bad.yaml", atomically: false, encoding: .utf8)
        for command in ["diff", "apply"] {
            let result = try await CommandRun(
                [command, "-f", "bad.yaml", "--gateway-url", "http://127.0.0.1:1"], in: directory
            )
            .result
            #expect(result.status == 1 && result.errors.contains("bad.yaml:1:1: colour: there is no such key"))
            #expect(!result.errors.contains("gatewayUnavailable"))
        }
    }
}
