import ForgeSimulator
import Foundation
import GatewayClient
import ServiceTesting
import Testing

@Suite("sallyport org connection", .serviceLogs, .timeLimit(.minutes(2)))
struct ConnectionCommandTests {
    @Test("makes, lists, shows, changes and deletes connections, whose tokens are no arguments and never shown")
    func connections() async throws {
        try await SocketForge.with { forge in
            try await CommandFixture.with(environment: ["SALLYPORT_OUTBOUND_ALLOW": "127.0.0.0/8"]) { fixture in
                _ = try await fixture.admin.createRemoteSource(
                    RemoteSourceRequest(name: "bots", apiURL: forge.url, type: "gitea", authType: "token"))
                forge.state.addRepository("site", owner: "alice", isPrivate: true)
                let alice = try await OrganizationCommandTests.user("alice", fixture)
                _ = try await fixture.run("org", "create", "acme", environment: alice)
                func run(
                    _ arguments: String..., environment: [String: String] = [:], input: String = ""
                ) async throws -> CommandRun.Result {
                    try await fixture.start(
                        ["org", "connection"] + arguments, environment: alice.merging(environment) { $1 }, input: input
                    ).result
                }
                let token = forge.state.addToken("bot", for: "alice")
                let refused = try await run(
                    "create", "acme", "bot", "--remote-source", "bots", "--access-token", input: "wr0ng-s3cret\n")
                #expect(refused.status == 1 && refused.errors.contains("connectionRefused"), "\(refused)")
                let made = try await run(
                    "create", "acme", "bot", "--remote-source", "bots", "--access-token-file",
                    try fixture.file("token", token + "\n"), "--expires", "2100-01-31")
                #expect(made.status == 0 && made.output.contains("2100-01-31"), "\(made)")
                let project = try await fixture.run(
                    "project", "create", "site", "--parent", "org/acme", "--connection", "bot", "--repository",
                    "alice/site", environment: alice)
                #expect(project.status == 0, "\(project)")
                let changed = try await run(
                    "update", "acme", "bot", "--rename", "robot",
                    environment: ["SALLYPORT_CONNECTION_TOKEN": forge.state.addToken("other", for: "alice")])
                #expect(changed.status == 0 && changed.output.contains("robot"), "\(changed)")
                let list = try await run("list", "acme")
                #expect(list.lines.count == 2 && list.lines[1].hasPrefix("robot  token  alice"), "\(list)")
                let shown = try await run("get", "acme", "robot", "--output", "json")
                #expect((shown.json as? [String: Any])?["remote_user_name"] as? String == "alice")
                let used = try await run("delete", "acme", "robot")
                #expect(used.status == 1 && used.errors.contains("org/acme/site"), "\(used)")
                _ = try await fixture.run("project", "delete", "org/acme/site", environment: alice)
                let deleted = try await run("delete", "acme", "robot")
                #expect(deleted.status == 0 && deleted.errors == "deleted connection robot of acme\n")
                for result in [refused, made, changed, list, shown] {
                    #expect(!(result.output + result.errors).contains(token))
                }
                #expect(!fixture.log().contains(token))
            }
        }
    }
}
