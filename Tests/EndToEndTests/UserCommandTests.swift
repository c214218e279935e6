import Foundation
import GatewayClient
import ServiceTesting
import Testing

@Suite("sallyport user, remotesource and usage", .serviceLogs, .timeLimit(.minutes(2)))
struct UserCommandTests {
    @Test("makes, lists, shows and deletes a user with a token")
    func users() async throws {
        try await CommandFixture.with { fixture in
            let created = try await fixture.run("user", "create", "alice", "--output", "json")
            let id = try #require((created.json as? [String: Any])?["id"] as? String)
            let token = try await fixture.run("user", "token", "create", "laptop", "--user", "alice")
            #expect(token.status == 0 && token.lines.count == 1)
            let secret = token.lines.first ?? ""
            let own = try await fixture.run("user", "get", environment: ["SALLYPORT_TOKEN": secret])
            #expect(own.status == 0 && own.output.contains("alice") && own.output.contains("laptop"), "\(own)")
            let list = try await fixture.run("user", "list")
            #expect(list.lines.count == 2 && list.lines[0].hasPrefix("NAME") && list.lines[1].hasPrefix("alice"))
            #expect(list.lines[1].hasSuffix(id))
            let names = try await fixture.run("user", "token", "list", "--user", "alice", "--output", "json")
            #expect(names.json as? [String] == ["laptop"])
            let revoked = try await fixture.run("user", "token", "delete", "laptop", "--user", "alice")
            #expect(revoked.status == 0)
            let refused = try await fixture.run("user", "get", environment: ["SALLYPORT_TOKEN": secret])
            #expect(refused.status == 1 && refused.errors.contains("unauthorized") && refused.output == "")
            #expect(!refused.errors.contains(secret))
            let deleted = try await fixture.run("user", "delete", "alice")
            #expect(deleted.status == 0)
            let empty = try await fixture.run("user", "list", "--output", "json")
            #expect((empty.json as? [Any])?.isEmpty == true)
        }
    }

    @Test("makes, changes and deletes a remote source, whose secret it reads from a file")
    func remoteSources() async throws {
        try await CommandFixture.with { fixture in
            let secret = try fixture.file("secret", CommandFixture.clientSecret + "\n")
            let created = try await fixture.run(
                "remotesource", "create", "--name", "hub", "--type", "gitea", "--api-url", "https://hub.example.com",
                "--auth-type",
                "oauth2", "--client-id", "client", "--client-secret-file", secret)
            #expect(created.status == 0, "\(created)")
            let stored = try await fixture.admin.remoteSourceSecretMatches(
                "hub", clientSecret: CommandFixture.clientSecret)
            #expect(stored)
            let updated = try await fixture.run(
                "remotesource", "update", "hub", "--name", "hub2", "--disable-registration", "--skip-verify")
            #expect(updated.status == 0, "\(updated)")
            let details = try await fixture.admin.remoteSourceDetails("hub2")
            #expect(!details.registrationEnabled && details.loginEnabled && details.skipVerify)
            let deleted = try await fixture.run("remotesource", "delete", "hub2")
            #expect(deleted.status == 0)
            let again = try await fixture.run("remotesource", "delete", "hub2")
            #expect(again.status == 1 && again.errors.contains("remoteSourceDoesNotExist"))
            #expect(again.errors.contains("(request "))
        }
    }

    @Test("takes the token from standard input, from a file, or from the environment")
    func tokens() async throws {
        try await CommandFixture.with { fixture in
            let file = try fixture.file("token", SallyportProcess.adminToken + "\n")
            let without = ["SALLYPORT_TOKEN": ""]
            let none = try await fixture.run("user", "list", environment: without)
            #expect(none.status == 1 && none.errors.contains("unauthorized"))
            let input = try await fixture.run(
                "user", "list", "--token", environment: without, input: SallyportProcess.adminToken + "\n")
            let fromFile = try await fixture.run("user", "list", "--token-file", file, environment: without)
            let environment = try await fixture.run("user", "list")
            for result in [input, fromFile, environment] { #expect(result.status == 0, "\(result)") }
            let nothing = try await fixture.run("user", "list", "--token", environment: without)
            #expect(nothing.status == 1 && nothing.errors.contains("nothing came on standard input"))
            let missing = try await fixture.run("user", "list", "--token-file", file + "x", environment: without)
            #expect(missing.status == 1 && missing.errors.contains("can't be read"))
            for result in [none, input, fromFile, environment, nothing, missing] {
                #expect(!"\(result)".contains(SallyportProcess.adminToken))
            }
        }
    }

    @Test(
        "ends with 64 for usage that is none, and shows nobody a stack",
        arguments: [
            ["bogus"], ["validate"], ["apply"], ["apply", "-f"], ["user", "create"], ["remotesource", "list", "x"],
            ["user", "list", "--output", "xml"], ["user", "list", "--token", "--token-file", "x"], ["serve", "--x"],
        ])
    func usage(_ arguments: [String]) async throws {
        let result = try await CommandRun(arguments).result
        #expect(result.status == 64 && result.output == "" && result.errors.contains("Usage: sallyport"), "\(result)")
    }

    @Test("prints its version and its help")
    func version() async throws {
        let version = try await CommandRun(["version"]).result
        #expect(version.status == 0 && version.output.hasPrefix("sallyport "))
        let help = try await CommandRun(["--help"]).result
        #expect(help.status == 0 && help.output.contains("apply"))
    }

    @Test("says that no gateway is there, or that it is something else", arguments: ["http://127.0.0.1:1", "ftp://x"])
    func noGateway(_ url: String) async throws {
        let result = try await CommandRun(["user", "list", "--gateway-url", url]).result
        #expect(result.status == 1 && result.output == "" && result.errors.hasPrefix("sallyport: "), "\(result)")
    }
}
