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
