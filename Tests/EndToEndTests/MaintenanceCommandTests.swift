import Foundation
import GatewayClient
import ServiceTesting
import Testing

@Suite("The commands of maintenance", .serviceLogs, .timeLimit(.minutes(2)))
struct MaintenanceCommandTests {
    @Test("export everything into a file, and bring it back in maintenance")
    func commands() async throws {
        try await CommandFixture.with { fixture in
            let file = fixture.directory + "/everything.ndjson"
            #expect(try await fixture.run("user", "create", "alice").status == 0)
            #expect(try await fixture.run("export", "-o", file).status == 0)
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try await fixture.run("export", "-o", "-").output.contains("sallyport-export"))
            #expect(try await fixture.run("import", "--verify-only", file).status == 0)
            let refused = try await fixture.run("import", file)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("an import is for maintenance"))
            #expect(try await fixture.run("user", "create", "bob").status == 0)
            let enabled = try await fixture.run("maintenance", "enable", "--wait")
            #expect(enabled.output.contains("wanted"))
            #expect(try await fixture.run("user", "list").errors.contains("maintenance"))
            let imported = try await fixture.run("import", file)
            #expect(imported.output.contains("imported"))
            #expect(try await fixture.run("maintenance", "disable", "--wait").status == 0)
            let users = try await fixture.run("user", "list")
            #expect(users.output.contains("alice"))
            #expect(!users.output.contains("bob"))
            let status = try await fixture.run("maintenance", "status", "--output", "json")
            #expect(status.output.contains(#""mode" : "normal""#))
        }
    }

    @Test("export for another installation, whose keyring alone opens the secrets then")
    func recipient() async throws {
        try await CommandFixture.with { first in
            try await CommandFixture.with { second in
                let files = (plain: first.directory + "/plain.ndjson", moved: first.directory + "/moved.ndjson")
                _ = try await first.admin.createRemoteSource(
                    RemoteSourceRequest(
                        name: "forge", apiURL: "https://git.example.com", type: "gitea", authType: "oauth2",
                        clientID: "sallyport", clientSecret: CommandFixture.clientSecret))
                #expect(try await first.run("export", "-o", files.plain).status == 0)
                let foreign = try await second.run("import", "--verify-only", files.plain)
                #expect(foreign.status == 1 && foreign.errors.contains("invalidExport"), "\(foreign.errors)")
                let keyrings = [first, second].map { $0.directory + "/keyring.json" }
                #expect(
                    try await first.run("export", "-o", files.moved, "--recipient-keyring", keyrings[1]).status == 64)
                let mistaken = try await first.run(
                    "export", "-o", files.moved, "--keyring", keyrings[1], "--recipient-keyring", keyrings[0])
                #expect(mistaken.errors.contains("it was sealed with another keyring"))
                #expect(!FileManager.default.fileExists(atPath: files.moved))
                let moved = try await first.run(
                    "export", "-o", files.moved, "--keyring", keyrings[0], "--recipient-keyring", keyrings[1])
                #expect(moved.status == 0, "\(moved.errors)")
                let refused = try await first.run("import", "--verify-only", files.moved)
                #expect(refused.errors.contains("sealed with a keyring"))
                #expect(try await second.run("maintenance", "enable", "--wait").status == 0)
                #expect(try await second.run("import", files.moved).status == 0)
                #expect(try await second.run("maintenance", "disable", "--wait").status == 0)
                #expect(
                    try await second.admin.remoteSourceSecretMatches("forge", clientSecret: CommandFixture.clientSecret)
                )
            }
        }
    }

    @Test("read an export of Agola's, and list what does not come along")
    func agola() async throws {
        try await CommandFixture.with { fixture in
            let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            let file = folder.appending(path: "Fixtures/Agola/lines.ndjson").path
            #expect(try await fixture.run("import", "--leave-out-broken", file).status == 64)
            let looked = try await fixture.run("import", "--from", "agola", "--verify-only", file)
            #expect(looked.status == 0, "\(looked.errors)")
            #expect(looked.output.contains("reconfig the project"))
            #expect(try await fixture.run("maintenance", "enable", "--wait").status == 0)
            let json = try await fixture.run("import", "--from", "agola", "--output", "json", file)
            #expect(json.output.contains(#""code" : "tokenLeftOut""#))
            #expect(try await fixture.run("maintenance", "disable", "--wait").status == 0)
            #expect(try await fixture.run("user", "list").output.contains("carol"))
            let broken = try await fixture.run(
                "import", "--from", "agola", "--verify-only", fixture.directory + "/keyring.json")
            #expect(broken.errors.contains("invalidExport"))
        }
    }
}
