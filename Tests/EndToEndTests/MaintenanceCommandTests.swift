import Foundation
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
}
