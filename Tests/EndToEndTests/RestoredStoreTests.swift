import ConfigStoreAPI
import ConfigStoreClient
import EtcdAccess
import EtcdServing
import Foundation
import Glibc
import ServiceTesting
import Testing

@Suite("An etcd that is empty, with a backup and no copy", .serviceLogs, .timeLimit(.minutes(4)))
struct RestoredStoreTests {
    /// Starts an instance with a data folder and a keyring of these names.
    private static func start(
        _ data: String, _ keyring: String, _ server: EtcdServer, in directory: String
    ) async throws -> SallyportProcess {
        try await SallyportProcess(
            dataDirectory: "\(directory)/\(data)", components: ["configstore"],
            environment: [
                "SALLYPORT_STORE": "etcd://\(try #require(server.settings.endpoints.first))",
                "SALLYPORT_KEYRING_FILE": "\(directory)/\(keyring).json",
                "SALLYPORT_CONFIGSTORE_BACKUP_STORAGE": "\(directory)/backups",
            ])
    }

    private static func create(_ name: String, at client: ConfigStoreClient) async throws {
        _ = try await client.createRemoteSource(
            CreateRemoteSourceRequest(
                name: name, apiURL: "https://git.example.com", type: "gitea", authType: "oauth2",
                clientID: "sallyport", clientSecret: "secret-of-\(name)"))
    }

    /// How far the archive is, once it has a checkpoint.
    private static func archived(in directory: String) async throws -> Int {
        let environment = ["SALLYPORT_CONFIGSTORE_BACKUP_STORAGE": directory + "/backups"]
        let result = try await CommandRun(["backup", "list", "--output", "json"], environment: environment).result
        let rows = result.json as? [[String: Any]] ?? []
        guard rows.contains(where: { $0["what"] as? String == "checkpoint" }) else { return 0 }
        return rows.compactMap { $0["revision"] as? Int }.max() ?? 0
    }

    private static func revision(_ client: ConfigStoreClient) async throws -> Int {
        let seen = SeenRevision()
        _ = try await SeenRevision.$current.withValue(seen) { try await client.remoteSources(limit: 1) }
        return seen.revision
    }

    @Test("is restored by the instances themselves, only with the keyring of the backup, and for late copies too")
    func restored() async throws {
        try await EtcdServer.with { server in
            try await DurabilityTests.withDirectory { directory in
                let first = try await Self.start("first", "keyring", server, in: directory)
                for number in 0..<20 { try await Self.create("s\(number)", at: first.client) }
                let last = try await Self.revision(first.client)
                while try await Self.archived(in: directory) < last { try Task.checkCancellation() }
                #expect(await first.stop(SIGTERM) == 0)
                try await server.loseEverything()

                // With no keyring, none is made; another one opens nothing.
                for keyring in ["none", "other"] {
                    if keyring == "other" { try await Self.makeKeyring(keyring, in: directory) }
                    await #expect {
                        _ = try await Self.start("refused", keyring, server, in: directory)
                    } throws: {
                        "\($0)".contains("the backup that is there can't be taken")
                    }
                }
                #expect(!FileManager.default.fileExists(atPath: directory + "/none.json"))
                #expect(try await server.control("get", "sallyport/state").isEmpty)

                let second = try await Self.start("second", "keyring", server, in: directory)
                #expect(second.log.contains("from the backup"))
                #expect(try await Self.revision(second.client) > last)
                try await Self.create("after", at: second.client)
                // It has a copy, which was away.
                let late = try await Self.start("first", "keyring", server, in: directory)
                for process in [second, late] {
                    for name in (0..<20).map({ "s\($0)" }) + ["after"] {
                        let opened = try await process.client.remoteSourceCredentials(name).clientSecret
                        #expect(opened == "secret-of-\(name)")
                    }
                    #expect(await process.stop(SIGTERM) == 0)
                }
            }
        }
    }

    /// As another installation has it.
    private static func makeKeyring(_ name: String, in directory: String) async throws {
        let process = try await SallyportProcess(
            dataDirectory: "\(directory)/elsewhere", components: ["configstore"],
            environment: ["SALLYPORT_KEYRING_FILE": "\(directory)/\(name).json"])
        #expect(await process.stop(SIGTERM) == 0)
    }

    @Test("is restored from no backup that is damaged")
    func damaged() async throws {
        try await EtcdServer.with { server in
            try await DurabilityTests.withDirectory { directory in
                let first = try await Self.start("first", "keyring", server, in: directory)
                while try await Self.archived(in: directory) == 0 { try Task.checkCancellation() }
                try await Self.create("forge", at: first.client)
                let last = try await Self.revision(first.client)
                while try await Self.archived(in: directory) < last { try Task.checkCancellation() }
                #expect(await first.stop(SIGTERM) == 0)
                try await server.loseEverything()
                let all = FileManager.default.enumerator(atPath: directory + "/backups")?.allObjects ?? []
                let segments = all.compactMap { $0 as? String }.filter {
                    $0.contains("/segments/") && $0.hasSuffix(".object")
                }
                for segment in segments {
                    try Data("damaged".utf8).write(to: URL(filePath: directory + "/backups/" + segment))
                }
                await #expect {
                    _ = try await Self.start("second", "keyring", server, in: directory)
                } throws: {
                    "\($0)".contains("the backup that is there can't be taken")
                }
                #expect(try await server.control("get", "sallyport/state").isEmpty)
            }
        }
    }
}
