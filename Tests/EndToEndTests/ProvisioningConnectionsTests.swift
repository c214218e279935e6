import ForgeSimulator
import Foundation
import GatewayClient
import ServiceTesting
import Testing

@Suite("sallyport diff and apply: connections", .serviceLogs, .timeLimit(.minutes(2)))
struct ProvisioningConnectionsTests {
    private static func declared(_ name: String, forge: String, _ more: String = "") -> String {
        """
        remoteSources: [{name: bots, type: gitea, apiURL: "\(forge)", auth: {type: token}}]
        organizations: [{name: acme}]
        connections:
          - {name: \(name), organization: acme, remoteSource: bots, type: token, accessTokenFrom: {env: BOT}\(more)}

        """
    }

    @Test("makes, changes, renames and prunes them, and knows a token that has not changed")
    func connections() async throws {
        try await SocketForge.with { forge in
            try await CommandFixture.with(environment: ["SALLYPORT_OUTBOUND_ALLOW": "127.0.0.0/8"]) { fixture in
                let bot = ["BOT": forge.state.addToken("bot", for: "alice")]
                let other = ["BOT": forge.state.addToken("other", for: "alice")]
                let file = try fixture.file("all.yaml", Self.declared("bot", forge: forge.url))
                let refused = try await fixture.run("apply", "-f", file, environment: ["BOT": "wr0ng-s3cret"])
                #expect(refused.status == 1 && refused.errors.contains("connectionRefused"), "\(refused)")
                let made = try await fixture.run("apply", "-f", file, environment: bot)
                #expect(made.lines.last == "created connection bot of acme", "\(made)")
                let same = try await fixture.run("diff", "-f", file, "--prune", environment: bot)
                #expect(same.output == "nothing to change\n", "\(same)")
                let rotated = try await fixture.run("apply", "-f", file, environment: other)
                #expect(rotated.lines.contains("    secret: another one"), "\(rotated)")
                _ = try fixture.file(
                    "all.yaml",
                    Self.declared("robot", forge: forge.url, ", renamedFrom: bot, expires: 2100-01-31"))
                let renamed = try await fixture.run("apply", "-f", file, environment: other)
                #expect(renamed.lines.contains("    name: bot → robot"), "\(renamed)")
                #expect(renamed.lines.last == "updated connection robot of acme", "\(renamed)")
                let still = try await fixture.run("diff", "-f", file, environment: other)
                #expect(still.status == 0, "\(still)")
                let stored = try await fixture.admin.connection("robot", of: "acme")
                #expect(stored.expiresAt?.hasPrefix("2100-01-31") == true && stored.remoteUserName == "alice")
                _ = try fixture.file("all.yaml", Self.declared("robot", forge: forge.url))
                let endless = try await fixture.run("apply", "-f", file, environment: other)
                #expect(endless.output.contains("expires: 2100-01-31"), "\(endless)")
                #expect(try await fixture.admin.connection("robot", of: "acme").expiresAt == nil)
                _ = try fixture.file("all.yaml", Self.declared("new", forge: forge.url))
                let kept = try await fixture.run("apply", "-f", file, environment: other)
                #expect(kept.errors.contains("connection robot of acme"), "\(kept)")
                let pruned = try await fixture.run("apply", "-f", file, "--prune", environment: other)
                #expect(pruned.lines.last == "deleted connection robot of acme", "\(pruned)")
                for result in [refused, made, same, rotated, renamed, endless, kept, pruned] {
                    for token in [bot, other].flatMap(\.values) { #expect(!"\(result)".contains(token)) }
                }
            }
        }
    }

    @Test("makes one of an app with its key, which projects use, and knows a key that has not changed")
    func app() async throws {
        try await SocketForge.with(kind: .github) { forge in
            try await CommandFixture.with(environment: ["SALLYPORT_OUTBOUND_ALLOW": "127.0.0.0/8"]) { fixture in
                let (key, other) = (try await Self.key("app", fixture), try await Self.key("other", fixture))
                forge.state.addGroup("team", owner: "alice")
                forge.state.addRepository("site", owner: "team", isPrivate: true)
                let app = forge.state.addApp("sallyport", clientID: "Iv1.app", privateKey: key)
                let file = try fixture.file(
                    "app.yaml",
                    """
                    remoteSources: [{name: hub, type: github, apiURL: "\(forge.url)", auth: {type: token}}]
                    organizations: [{name: acme}]
                    connections:
                      - {name: app, organization: acme, remoteSource: hub, type: app, appID: Iv1.app,
                         installationAccount: team, privateKeyFrom: {file: app.pem}}

                    """)
                let early = try await fixture.run("apply", "-f", file)
                #expect(early.status == 1 && early.errors.contains("connectionRefused"), "\(early)")
                let installation = forge.state.installApp(app, for: "team")
                let made = try await fixture.run("apply", "-f", file)
                #expect(made.lines.last == "created connection app of acme", "\(made)")
                let stored = try await fixture.admin.connection("app", of: "acme")
                #expect(stored.type == "app" && stored.remoteUserID == String(installation))
                var request = ProjectRequest(
                    name: "site", parentRef: "org/acme", visibility: "private", repositoryPath: "team/site")
                request.connection = "app"
                #expect(try await fixture.admin.createProject(request).setUp.state == "ready")
                #expect(forge.state.webhookURLs(owner: "team", name: "site").count == 1)
                let same = try await fixture.run("diff", "-f", file)
                #expect(same.output == "nothing to change\n", "\(same)")
                // A key that the app does not have is refused, and the one before stays.
                _ = try fixture.file("app.pem", other)
                let refused = try await fixture.run("apply", "-f", file)
                #expect(refused.status == 1 && refused.errors.contains("connectionRefused"), "\(refused)")
                #expect(try await fixture.admin.connection("app", of: "acme") == stored)
                for result in [early, made, same, refused] {
                    for line in (key + other).split(separator: "\n") where line.count > 40 {
                        #expect(!"\(result)".contains(line))
                    }
                }
            }
        }
    }

    /// Makes an RSA key in a file, and reads it.
    private static func key(_ name: String, _ fixture: CommandFixture) async throws -> String {
        let path = fixture.directory + "/\(name).pem"
        let process = try ChildProcess(
            URL(filePath: "/usr/bin/env"), arguments: ["openssl", "genrsa", "-traditional", "-out", path, "2048"])
        guard await process.status == 0 else { throw ChildProcess.Ending(description: process.output) }
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    @Test("says with line and column what is wrong, all of it at once, and what can't be")
    func problems() async throws {
        try await CommandFixture.with { fixture in
            let file = try fixture.file(
                "bad.yaml",
                """
                connections:
                  - {name: a, organization: acme, remoteSource: bots, type: token, accessToken: s3cret}
                  - {name: b, organization: acme, remoteSource: bots, type: app, accessTokenFrom: {env: X}}
                  - {name: c, organization: acme, remoteSource: bots, type: robot}
                  - {name: d, organization: acme, remoteSource: bots, type: token, accessTokenFrom: {env: X}, expires: soon}

                """)
            let refused = try await fixture.run("validate", file)
            #expect(refused.status == 1 && !refused.errors.contains("s3cret"), "\(refused)")
            for place in [
                "bad.yaml:2:", "connections[0].accessToken: a secret is not written", "connections[0].accessTokenFrom",
                "connections[1].appID", "connections[1].privateKeyFrom", "connections[2].type", "bad.yaml:5:",
                "connections[3].expires",
            ] { #expect(refused.errors.contains(place), "\(place): \(refused)") }
            let none = try fixture.file(
                "none.yaml",
                """
                organizations: [{name: acme}]
                connections:
                  - {name: a, organization: acme, remoteSource: bots, type: token, accessTokenFrom: {env: X}}
                  - {name: a, organization: nobody, remoteSource: bots, type: token, accessTokenFrom: {env: X}}
                  - {name: c, organization: acme, remoteSource: bots, type: token, accessTokenFrom: {env: MISSING}}

                """)
            let missing = try await fixture.run("diff", "-f", none, environment: ["X": "x-s3cret"])
            for text in [
                "none.yaml:3:", "there is no remote source bots", "none.yaml:4:", "there is no organization nobody",
                "none.yaml:5:", "the environment variable MISSING is not set",
            ] { #expect(missing.errors.contains(text), "\(text): \(missing)") }
        }
    }
}
