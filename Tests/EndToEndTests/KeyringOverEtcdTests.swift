import ConfigStoreAPI
import ConfigStoreClient
import EtcdAccess
import EtcdServing
import Foundation
import Glibc
import ServiceTesting
import Testing

/// What docs/operations.md says of many instances.
@Suite("A rotation of the keyring over etcd", .serviceLogs, .timeLimit(.minutes(3)))
struct KeyringOverEtcdTests {
    private static let instances = 3
    private static let sources = 150

    @Test("needs a prepared key that every instance has, and no restart; everything opens, and the old key can go")
    func rotation() async throws {
        try await Self.with { processes, directory in
            for number in 0..<Self.sources {
                try await Self.create(number, at: processes[number % Self.instances].client)
            }
            #expect(try await Self.refusal(processes[0]) == "keyNotPrepared")
            let prepared = try await CommandRun(["keyring", "prepare", Self.keyring(0, in: directory)]).result
            #expect(prepared.status == 0, "\(prepared)")
            #expect(try await Self.refusal(processes[0]) == "keyNotDistributed")
            for number in 1..<Self.instances { try Self.takeKeyring(of: 0, to: number, in: directory) }
            while let code = try await Self.refusal(processes[0]) { #expect(code == "keyNotDistributed") }
            // Each of them seals and opens at once.
            for (number, process) in processes.enumerated() {
                try await Self.create(Self.sources + number, at: process.client)
            }
            let status = try await Self.settled(processes[0].client)
            #expect(status.rotation?.failed == 0)
            #expect("\(status.sealingKey)\n" == prepared.output)
            try await Self.expectEverythingOpens(processes)
            #expect(try await processes[0].client.dropOldKeys().keys == [status.sealingKey])
            try await Self.expectEverythingOpens(processes)
        }
    }

    @Test("is known to an instance that is started with the prepared file, and keeps out one that has an older one")
    func restarts() async throws {
        try await Self.with { processes, directory in
            let before = try Data(contentsOf: URL(filePath: Self.keyring(2, in: directory)))
            let prepared = try await CommandRun(["keyring", "prepare", Self.keyring(0, in: directory)]).result
            for number in 1..<Self.instances { try Self.takeKeyring(of: 0, to: number, in: directory) }
            while try await Self.refusal(processes[0]) != nil {}
            let status = try await Self.settled(processes[0].client)
            #expect("\(status.sealingKey)\n" == prepared.output)
            // The file has the old key first.
            #expect(await processes[1].stop(SIGTERM) == 0)
            processes[1] = try await Self.start(1, in: directory, over: processes[1])
            #expect(try await processes[1].client.keyring().sealingKey == status.sealingKey)
            #expect(await processes[2].stop(SIGTERM) == 0)
            try before.write(to: URL(filePath: Self.keyring(2, in: directory)))
            await #expect {
                _ = try await Self.start(2, in: directory, over: processes[2])
            } throws: {
                "\($0)".contains("does not have key \(status.sealingKey), which seals by now")
            }
            try Self.takeKeyring(of: 0, to: 2, in: directory)
            processes[2] = try await Self.start(2, in: directory, over: processes[2])
        }
    }

    private struct Instance {
        let process: SallyportProcess
        let store: String
        var client: ConfigStoreClient { process.client }
        func stop(_ signal: Int32) async -> Int32 { await process.stop(signal) }
    }

    /// Instances over one etcd, each with a file of its own that has the same keyring.
    private static func with(_ body: (inout [Instance], String) async throws -> Void) async throws {
        try await ServiceGate.pass {
            try await EtcdServer.with { server in
                try await DurabilityTests.withDirectory { directory in
                    let store = "etcd://\(try #require(server.settings.endpoints.first))"
                    var instances: [Instance] = []
                    for number in 0..<Self.instances {
                        try takeKeyring(of: 0, to: number, in: directory)
                        instances.append(
                            Instance(process: try await process(number, in: directory, store: store), store: store))
                    }
                    try await body(&instances, directory)
                    for instance in instances { #expect(await instance.stop(SIGTERM) == 0) }
                }
            }
        }
    }

    private static func keyring(_ number: Int, in directory: String) -> String { "\(directory)/keyring-\(number).json" }

    /// As an operator copies it from host to host.
    private static func takeKeyring(of first: Int, to number: Int, in directory: String) throws {
        if first == number { return }
        let file = keyring(number, in: directory)
        let data = try Data(contentsOf: URL(filePath: keyring(first, in: directory)))
        _ = FileManager.default.createFile(
            atPath: file + ".new", contents: data, attributes: [.posixPermissions: 0o600])
        guard rename(file + ".new", file) == 0 else { throw POSIXError(.EIO) }
    }

    private static func start(_ number: Int, in directory: String, over before: Instance) async throws -> Instance {
        Instance(process: try await process(number, in: directory, store: before.store), store: before.store)
    }

    private static func process(_ number: Int, in directory: String, store: String) async throws -> SallyportProcess {
        try await SallyportProcess(
            dataDirectory: "\(directory)/\(number)",
            environment: ["SALLYPORT_STORE": store, "SALLYPORT_KEYRING_FILE": keyring(number, in: directory)])
    }

    private static func create(_ number: Int, at client: ConfigStoreClient) async throws {
        _ = try await client.createRemoteSource(
            CreateRemoteSourceRequest(
                name: "s\(number)", apiURL: "https://git.example.com", type: "gitea", authType: "oauth2",
                clientID: "sallyport", clientSecret: "secret-\(number)"))
    }

    private static func expectEverythingOpens(_ instances: [Instance]) async throws {
        for instance in instances {
            for number in 0..<(sources + Self.instances) {
                let opened = try await instance.client.remoteSourceCredentials("s\(number)").clientSecret
                #expect(opened == "secret-\(number)")
            }
        }
    }

    /// Begins a rotation.
    ///
    /// - Returns: The code with which it was refused; nil when it has begun.
    private static func refusal(_ instance: Instance) async throws -> String? {
        do throws(ConfigStoreClientError) {
            _ = try await instance.client.rotateKeyring()
            return nil
        } catch {
            guard error.status == 409 else { throw error }
            return error.code
        }
    }

    /// The status, once no rotation is under way.
    private static func settled(_ client: ConfigStoreClient) async throws -> KeyringStatus {
        while true {
            let status = try await client.keyring()
            if status.rotation?.finishedAt != nil { return status }
        }
    }
}
