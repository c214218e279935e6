import ConfigStoreAPI
import ConfigStoreClient
import EtcdAccess
import EtcdServing
import Foundation
import GatewayClient
import Glibc
import ServiceTesting
import Testing

@Suite("sallyport migrate", .serviceLogs, .timeLimit(.minutes(5)))
struct MigrateCommandTests {
    /// An installation, its data folder and how it is started again over another store.
    private struct Installation {
        let directory: String

        func start(_ folder: String, store: String? = nil) async throws -> SallyportProcess {
            var environment = ["SALLYPORT_KEYRING_FILE": directory + "/keyring.json"]
            environment["SALLYPORT_STORE"] = store
            return try await SallyportProcess(dataDirectory: "\(directory)/\(folder)", environment: environment)
        }
    }

    private static let source = CreateRemoteSourceRequest(
        name: "forge", apiURL: "https://git.example.com", type: "gitea", authType: "oauth2",
        clientID: "sallyport", clientSecret: "s3cret-of-the-forge")

    private static func migrate(_ process: SallyportProcess, to target: String) async throws -> CommandRun.Result {
        try await CommandRun(["migrate", "--to", target, "--output", "json"], environment: environment(process)).result
    }

    private static func environment(_ process: SallyportProcess) -> [String: String] {
        ["SALLYPORT_GATEWAY_URL": process.gatewayURL, "SALLYPORT_TOKEN": SallyportProcess.adminToken]
    }

    private static func admin(_ process: SallyportProcess) throws -> GatewayClient {
        GatewayClient(
            baseURL: process.gatewayURL, token: SallyportProcess.adminToken,
            transport: try SallyportProcess.transport())
    }

    private static func names(_ process: SallyportProcess) async throws -> [String] {
        var names: [String] = []
        for try await user in try admin(process).allUsers { names.append(user.name) }
        return names
    }

    /// Makes users until that is refused, which is when the installation goes into maintenance.
    ///
    /// - Returns: Those who were made.
    private static func makeUsers(_ prefix: String, _ process: SallyportProcess) async throws -> [String] {
        var made: [String] = []
        let admin = try admin(process)
        while made.count < 2_000 {
            let name = "\(prefix)\(made.count)"
            do throws(GatewayClientError) {
                _ = try await admin.createUser(name)
            } catch {
                #expect(error.code == "maintenance")
                break
            }
            made.append(name)
        }
        return made
    }

    /// When a migration into etcd was begun last; empty before the first one.
    private static func begun(_ server: EtcdServer) async throws -> String {
        let text = try await server.control("get", "sallyport/migration", "--write-out", "json")
        return text.firstMatch(of: /"mod_revision":[0-9]+/).map { String($0.output) } ?? ""
    }

    /// Migrates while users are made, and stops the installation.
    private static func migrateWhileUsed(
        _ process: SallyportProcess, to target: String, prefix: String
    ) async throws -> [String] {
        async let made = makeUsers(prefix, process)
        let result = try await migrate(process, to: target)
        #expect(result.status == 0, "\(result)")
        #expect(result.errors.contains("stays in maintenance"))
        let names = try await made
        #expect(!names.isEmpty)
        #expect(try await admin(process).maintenance().isWanted)
        #expect(await process.stop(SIGTERM) == 0)
        return names
    }

    @Test("brings an installation that is used into etcd and back, with all that was acknowledged and every secret")
    func bothWays() async throws {
        try await EtcdServer.with { server in
            try await DurabilityTests.withDirectory { directory in
                let installation = Installation(directory: directory)
                let etcd = "etcd://\(try #require(server.settings.endpoints.first))"
                let first = try await installation.start("first")
                _ = try await first.client.createRemoteSource(Self.source)
                let before = try await Self.migrateWhileUsed(first, to: etcd, prefix: "a")

                let second = try await installation.start("second", store: etcd)
                #expect(Set(try await Self.names(second)) == Set(before))
                #expect(try await second.client.remoteSourceCredentials("forge").clientSecret == "s3cret-of-the-forge")
                // It is used now: nothing may take its place.
                let again = try await installation.start("first")
                let refused = try await Self.migrate(again, to: etcd)
                #expect(refused.status == 1)
                #expect(refused.errors.contains("this etcd has data"), "\(refused)")
                #expect(await again.stop(SIGTERM) == 0)
                let after = try await Self.migrateWhileUsed(second, to: "sqlite:\(directory)/third", prefix: "b")

                let third = try await installation.start("third")
                #expect(Set(try await Self.names(third)) == Set(before + after))
                #expect(try await third.client.remoteSourceCredentials("forge").clientSecret == "s3cret-of-the-forge")
                #expect(await third.stop(SIGTERM) == 0)
            }
        }
    }

    @Test("that is killed or told to stop leaves the installation as it was, and works the next time")
    func killed() async throws {
        try await EtcdServer.with { server in
            try await DurabilityTests.withDirectory { directory in
                let installation = Installation(directory: directory)
                let etcd = "etcd://\(try #require(server.settings.endpoints.first))"
                let process = try await installation.start("data")
                let admin = try Self.admin(process)
                for number in 0..<200 { _ = try await admin.createUser("user\(number)") }
                for signal in [SIGKILL, SIGTERM, SIGKILL] {
                    let before = try await Self.begun(server)
                    let command = try ChildProcess(
                        SallyportProcess.executable, arguments: ["migrate", "--to", etcd],
                        environment: Self.environment(process))
                    // Something is there: it is in the middle, or further.
                    while try await Self.begun(server) == before {}
                    _ = await command.stop(signal)
                    if try await Self.isDone(admin) { _ = try await admin.disableMaintenance() }
                    try await Self.takesUsers(admin)
                }
                #expect(try await Self.names(process).count == 203)
                let result = try await Self.migrate(process, to: etcd)
                #expect(result.status == 0, "\(result)")
                #expect(await process.stop(SIGTERM) == 0)
                let next = try await installation.start("next", store: etcd)
                #expect(try await Self.names(next).count == 203)
                #expect(await next.stop(SIGTERM) == 0)
            }
        }
    }

    @Test("that is killed in its pause gives the installation back by itself, or to the next run")
    func killedInPause() async throws {
        try await EtcdServer.with { server in
            try await DurabilityTests.withDirectory { directory in
                let installation = Installation(directory: directory)
                let etcd = "etcd://\(try #require(server.settings.endpoints.first))"
                let process = try await installation.start("data")
                let admin = try Self.admin(process)
                for number in 0..<200 { _ = try await admin.createUser("user\(number)") }
                try await Self.killInPause(process, to: etcd)
                // Nobody does anything about it.
                try await Self.takesUsers(admin)
                #expect(try await !admin.maintenance().isWanted)
                try await Self.killInPause(process, to: etcd)
                let result = try await Self.migrate(process, to: etcd)
                #expect(result.status == 0, "\(result)")
                #expect(try await Self.isDone(admin))
                #expect(await process.stop(SIGTERM) == 0)
                let next = try await installation.start("next", store: etcd)
                #expect(try await Self.names(next).count == 201)
                #expect(await next.stop(SIGTERM) == 0)
            }
        }
    }

    /// Whether a migration has come to its end, after which maintenance goes on until somebody ends it.
    private static func isDone(_ admin: GatewayClient) async throws -> Bool {
        let status = try await admin.maintenance()
        return status.isWanted && status.leaseSeconds == nil
    }

    /// Waits until the installation makes a user.
    private static func takesUsers(_ admin: GatewayClient) async throws {
        let name = "after-\(UUID().uuidString.prefix(13).lowercased())"
        let end = ContinuousClock.now + .seconds(60)
        while true {
            do throws(GatewayClientError) {
                _ = try await admin.createUser(name)
                return
            } catch {
                guard error.code == "maintenance", ContinuousClock.now < end else { throw error }
            }
        }
    }

    /// Begins a migration, and kills it while the installation is paused for it; one that was faster is begun again.
    private static func killInPause(_ process: SallyportProcess, to target: String) async throws {
        let admin = try admin(process)
        while true {
            let command = try ChildProcess(
                SallyportProcess.executable, arguments: ["migrate", "--to", target], environment: environment(process))
            var isPaused = false
            let end = ContinuousClock.now + .seconds(30)
            while !isPaused, ContinuousClock.now < end { isPaused = try await admin.maintenance().isWanted }
            _ = await command.stop(SIGKILL)
            if isPaused, try await !isDone(admin) { return }
            _ = try await admin.disableMaintenance()
            while try await !admin.maintenance().isReached {}
        }
    }

    @Test("says what is wrong with where it should lead, or that nobody answers there")
    func refusals() async throws {
        try await CommandFixture.with { fixture in
            for (target, message) in [
                ("redis://host:1", "--to: etcd://HOST:PORT"), ("sqlite:", "--to: sqlite:FOLDER"),
                ("etcd://127.0.0.1:1", "sallyport:"),
                // The folder of the installation itself.
                ("sqlite:\(fixture.directory)", "is in use by another process"),
            ] {
                let result = try await fixture.run("migrate", "--to", target)
                #expect(result.status == 1, "\(result)")
                #expect(result.errors.contains(message), "\(result)")
            }
            #expect(try await fixture.admin.maintenance().isWanted == false)
        }
    }

    @Test("is one thing, looking at what imports have left another: they are listed and deleted")
    func generations() async throws {
        try await CommandFixture.with { fixture in
            let file = fixture.directory + "/everything.ndjson"
            #expect(try await fixture.run("export", "-o", file).status == 0)
            #expect(try await fixture.run("maintenance", "enable", "--wait").status == 0)
            #expect(try await fixture.run("import", file).status == 0)
            #expect(try await fixture.run("maintenance", "disable", "--wait").status == 0)
            let listed = try await fixture.run("maintenance", "generation", "list")
            #expect(listed.lines.count == 3, "\(listed)")
            #expect(try await fixture.run("maintenance", "generation", "delete", "1").status == 0)
            let refused = try await fixture.run("maintenance", "generation", "delete", "2")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("is the one that is served"))
        }
    }
}
