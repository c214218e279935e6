import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import PluginProcess
import ServiceTesting
import Testing
import Validators

@testable import ConfigStore

@Suite("The examples of validators", .serviceLogs, .timeLimit(.minutes(5)))
struct ExampleValidatorsTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "examples/validators")

    private static func rules(
        _ file: String, _ change: (String) -> String = { $0 }
    ) throws -> RulesValidator {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        return try RulesFile(kinds: ObjectKinds.all).read(
            Array(change(text).utf8), file: file, name: String(file.dropLast(5)))
    }

    @Test("a naming policy")
    func naming() async throws {
        try await ConfigStoreFixture.with(validators: [try Self.rules("naming.yaml")]) { fixture in
            let client = fixture.client
            #expect(await ConfigStoreFixture.code { _ = try await client.user(named: "al") } == "400 validatorRefused")
            #expect(await ConfigStoreFixture.code { _ = try await client.user(named: "alice") } == nil)
            let source = await ConfigStoreFixture.code { _ = try await client.createRemoteSource(.gitea("main")) }
            #expect(source == "400 validatorRefused")
            _ = try await client.createRemoteSource(.gitea("main-gitea"))
            let group = await ConfigStoreFixture.code { _ = try await client.group("user/alice/Things") }
            #expect(group == "400 validatorRefused")
            try await client.group("user/alice/things")
        }
    }

    @Test("an organization that only allows repositories of one forge")
    func oneForge() async throws {
        let identifier = "0190a8e0-0000-7000-8000-000000000001"
        try await DirectoryFixture.with { directory in
            // The source has to be there before the rule can name its id.
            let before = try await ConfigStoreFixture.open(directory)
            let ours = try await before.client.createRemoteSource(.gitea("ours"))
            _ = try await before.client.createRemoteSource(.gitea("theirs"))
            await before.store.store.close()
            let rules = try Self.rules("one-forge.yaml") { $0.replacing(identifier, with: ours.id) }
            let set = ValidatorSet([rules], logger: TestLog.current.logger(service: "validators"))
            let client = try await ConfigStoreFixture.open(directory, validators: set).client
            let alice = try await client.user(named: "alice")
            let accounts = [
                try await client.createLinkedAccount(for: "alice", .account("1", source: "ours")),
                try await client.createLinkedAccount(for: "alice", .account("2", source: "theirs")),
            ]
            for name in ["acme", "other"] { try await client.organization(named: name, owner: alice) }
            func create(_ request: CreateProjectRequest) async -> String? {
                await ConfigStoreFixture.code { _ = try await client.createProject(request) }
            }
            #expect(await create(.remote("org/acme/a", accounts[0])) == nil)
            #expect(await create(.remote("org/acme/b", accounts[1])) == "400 validatorRefused")
            #expect(await create(.manual("org/acme/c")) == "400 validatorRefused")
            #expect(await create(.remote("org/other/b", accounts[1])) == nil)
            #expect(await create(.manual("org/other/c")) == nil)
        }
    }

    @Test("a process of under 60 lines")
    func ownership() async throws {
        let path = Self.folder.appending(path: "ownership.py").path()
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count < 60)
        var settings = PluginSettings()
        settings.timeout = .seconds(50)
        let validator = ProcessValidator(
            name: "ownership", command: PluginCommand(executable: path), settings: settings,
            logger: TestLog.current.logger(service: "validators"))
        let set = ValidatorSet([validator], logger: TestLog.current.logger(service: "validators"))
        try await DirectoryFixture.with { directory in
            let client = try await ConfigStoreFixture.open(directory, validators: set).client
            try await set.running {
                for name in ["root", "admin"] {
                    let code = await ConfigStoreFixture.code { try await client.user(named: name) }
                    #expect(code == "400 validatorRefused")
                }
                try await client.user(named: "alice")
                _ = try await client.updateUser("alice", UpdateUserRequest(admin: true))
                _ = try await client.updateUser("alice", UpdateUserRequest(userName: "admin"))
                let system = await ConfigStoreFixture.code { try await client.organization(named: "system") }
                #expect(system == "400 validatorRefused")
                try await client.organization(named: "acme")
            }
        }
    }
}

/// A folder for one test.
enum DirectoryFixture {
    static func with(_ body: (String) async throws -> Void) async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await body(directory)
    }
}
