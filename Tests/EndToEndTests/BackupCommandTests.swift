import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Glibc
import ObjectStorage
import ObjectStoring
import ServiceTesting
import Testing

@Suite("sallyport backup", .serviceLogs, .timeLimit(.minutes(3)))
struct BackupCommandTests {
    private static func withInstallation(
        _ body: (_ directory: String, _ environment: [String: String]) async throws -> Void
    ) async throws {
        try await DurabilityTests.withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try await body(directory, ["SALLYPORT_CONFIGSTORE_BACKUP_STORAGE": directory + "/backups"])
        }
    }

    private static func command(
        _ arguments: [String], _ environment: [String: String]
    ) async throws -> CommandRun.Result {
        try await CommandRun(["backup"] + arguments, environment: environment).result
    }

    /// The names of all users, over the configstore's own API.
    private static func users(_ client: ConfigStoreClient) async throws -> Set<String> {
        var names: Set<String> = []
        var cursor: String?
        repeat {
            let page = try await client.usersWithDetails(limit: 100, cursor: cursor)
            names.formUnion(page.items.map(\.user.name))
            cursor = page.nextCursor
        } while cursor != nil
        return names
    }

    /// Creates users, and waits until the archive has what was written so far.
    private static func write(_ names: [String], to client: ConfigStoreClient) async throws {
        for name in names { _ = try await client.createUser(CreateUserRequest(userName: name)) }
    }

    /// The highest revision that `backup list` knows.
    private static func archived(_ environment: [String: String]) async throws -> (revision: Int, checkpoints: Int) {
        let result = try await command(["list", "--output", "json"], environment)
        let rows = result.json as? [[String: Any]] ?? []
        return (
            rows.compactMap { $0["revision"] as? Int }.max() ?? 0,
            rows.count { $0["what"] as? String == "checkpoint" }
        )
    }

    @Test("restores every commit that was acknowledged a second before the server was killed")
    func killed() async throws {
        try await Self.withInstallation { directory, environment in
            let process = try await SallyportProcess(
                dataDirectory: directory + "/data", components: ["configstore"], environment: environment)
            try await Self.write(["first"], to: process.client)
            while try await Self.archived(environment).checkpoints == 0 { try Task.checkCancellation() }
            var acknowledged: [(name: String, time: ContinuousClock.Instant)] = []
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .seconds(3) {
                let name = "user\(acknowledged.count)"
                try await Self.write([name], to: process.client)
                acknowledged.append((name, .now))
            }
            let killed = ContinuousClock.now
            _ = await process.stop(SIGKILL)
            #expect(try await Self.command(["verify"], environment).status == 0)
            let target = directory + "/restored"
            let result = try await Self.command(["restore", "--data-dir", target, "--output", "json"], environment)
            #expect(result.status == 0, "\(result)")
            try FileManager.default.copyItem(
                atPath: directory + "/data/keyring.json", toPath: target + "/keyring.json")
            let restored = try await SallyportProcess(dataDirectory: target, components: ["configstore"])
            let found = try await Self.users(restored.client)
            let safe = acknowledged.filter { killed - $0.time > .seconds(1) }.map(\.name)
            #expect(!safe.isEmpty && found.isSuperset(of: safe + ["first"]))
            #expect(await restored.stop(SIGTERM) == 0)
        }
    }

    @Test("list, verify and restore say what there is, and restore takes no folder that has data")
    func commands() async throws {
        try await Self.withInstallation { directory, environment in
            let data = directory + "/data"
            let process = try await SallyportProcess(
                dataDirectory: data, components: ["configstore"], environment: environment)
            try await Self.write(["early"], to: process.client)
            while try await Self.archived(environment).checkpoints == 0 { try Task.checkCancellation() }
            let early = try await Self.archived(environment).revision
            try await Self.write(["late"], to: process.client)
            while try await Self.archived(environment).revision <= early { try Task.checkCancellation() }
            #expect(await process.stop(SIGTERM) == 0)
            let full = try await Self.command(["restore", "--data-dir", data], environment)
            #expect(full.status == 1 && full.errors.contains("has data"))
            let replaced = try await Self.command(
                ["restore", "--data-dir", data, "--replace", "--to-revision", String(early)], environment)
            #expect(replaced.status == 0, "\(replaced)")
            let again = try await SallyportProcess(
                dataDirectory: data, components: ["configstore"], environment: environment)
            #expect(try await !Self.users(again.client).contains("late"))
            let busy = try await Self.command(["restore", "--data-dir", data, "--replace"], environment)
            #expect(busy.status == 1 && busy.errors.contains("in use by another process"))
            #expect(await again.stop(SIGTERM) == 0)
            // The last one of the first line has what was written behind its checkpoint.
            let segments = (FileManager.default.enumerator(atPath: directory + "/backups/data")?.allObjects ?? [])
                .compactMap { $0 as? String }.filter { $0.contains("/segments/") && $0.hasSuffix(".object") }.sorted()
            let line = try #require(segments.first).split(separator: "/").prefix(2).joined(separator: "/")
            let segment = try #require(segments.last { $0.hasPrefix(line) })
            try Data("damaged".utf8).write(to: URL(filePath: directory + "/backups/data/" + segment))
            let verified = try await Self.command(["verify"], environment)
            let name = try #require(segment.split(separator: "/").last).dropLast(7)
            #expect(verified.status == 1 && verified.errors.contains(name))
        }
    }

    @Test("works on a bucket as on a folder, and no log has the key's secret")
    func bucket() async throws {
        let server = try await MotoServer()
        let variable = "SALLYPORT_CONFIGSTORE_BACKUP_"
        let environment = [
            variable + "STORAGE": "s3://\(server.bucket)", variable + "S3_ENDPOINT": server.url,
            variable + "S3_ACCESS_KEY_ID": server.credentials.accessKeyID,
            variable + "S3_SECRET_ACCESS_KEY": server.secretAccessKey,
        ]
        try await DurabilityTests.withDirectory { directory in
            let process = try await SallyportProcess(
                dataDirectory: directory + "/data", components: ["configstore"], environment: environment)
            try await Self.write(["early"], to: process.client)
            while try await Self.archived(environment).checkpoints == 0 { try Task.checkCancellation() }
            try await Self.write(["late"], to: process.client)
            // What is left is written when it ends.
            #expect(await process.stop(SIGTERM) == 0)
            #expect(!process.log.contains(server.secretAccessKey))
            let verified = try await Self.command(["verify"], environment)
            #expect(verified.status == 0 && !verified.description.contains(server.secretAccessKey), "\(verified)")
            let target = directory + "/restored"
            #expect(try await Self.command(["restore", "--data-dir", target], environment).status == 0)
            try FileManager.default.copyItem(
                atPath: directory + "/data/keyring.json", toPath: target + "/keyring.json")
            let restored = try await SallyportProcess(dataDirectory: target, components: ["configstore"])
            #expect(try await Self.users(restored.client) == ["early", "late"])
            #expect(await restored.stop(SIGTERM) == 0)
        }
    }

    @Test("needs to know where backups are, and says what is wrong with what it is told")
    func configuration() async throws {
        let none = try await Self.command(["list"], [:])
        #expect(none.status == 1 && none.errors.contains("SALLYPORT_CONFIGSTORE_BACKUP_STORAGE"))
        let yaml = """
            configstore:
              backup:
                storage: s3://Bucket/path
                checkpointInterval: 5
                retention: {checkpoints: 0}
                s3: {endpoint: "https://s3.example.com/path", addressing: both, accessKeyID: id, secretAccessKey: s3cret}

            """
        try await DurabilityTests.withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try yaml.write(toFile: directory + "/sallyport.yaml", atomically: false, encoding: .utf8)
            let result = try await CommandRun(["backup", "verify"], in: directory).result
            #expect(result.status == 1)
            for expected in [
                "sallyport.yaml:3:14: configstore.backup.storage: ",
                "sallyport.yaml:4:25: configstore.backup.checkpointInterval: ",
                "sallyport.yaml:5:30: configstore.backup.retention.checkpoints: ",
                "sallyport.yaml:6:20: configstore.backup.s3.endpoint: an endpoint has no path",
                "configstore.backup.s3.addressing: ", "configstore.backup.s3.secretAccessKey: a secret is not",
            ] {
                #expect(result.errors.contains(expected), "\(expected) in:\n\(result.errors)")
            }
            #expect(!result.errors.contains("s3cret"))
        }
    }
}
