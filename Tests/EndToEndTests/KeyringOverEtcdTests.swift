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

    @Test("is over once every instance has the new file: everything opens at each of them, and the old key can go")
    func rotation() async throws {
        try await ServiceGate.pass {
            try await EtcdServer.with { server in
                try await DurabilityTests.withDirectory { directory in
                    let endpoint = try #require(server.settings.endpoints.first)
                    var processes: [SallyportProcess] = []
                    for number in 0..<Self.instances {
                        try Self.takeKeyring(of: 0, to: number, in: directory)
                        processes.append(try await Self.start(number, in: directory, over: "\(endpoint)"))
                    }
                    for number in 0..<Self.sources {
                        try await Self.create(number, at: processes[number % Self.instances].client)
                    }
                    _ = try await processes[0].client.rotateKeyring()
                    let status = try await Self.settled(processes[0].client)
                    #expect(status.rotation?.failed == 0)
                    for number in 1..<Self.instances {
                        #expect(await processes[number].stop(SIGTERM) == 0)
                        try Self.takeKeyring(of: 0, to: number, in: directory)
                        processes[number] = try await Self.start(number, in: directory, over: "\(endpoint)")
                    }
                    try await Self.create(Self.sources, at: processes[1].client)
                    let keys = try await processes[0].client.dropOldKeys().keys
                    #expect(keys == [status.sealingKey])
                    for process in processes {
                        for number in 0...Self.sources {
                            let opened = try await process.client.remoteSourceCredentials("s\(number)").clientSecret
                            #expect(opened == "secret-\(number)")
                        }
                        #expect(await process.stop(SIGTERM) == 0)
                    }
                }
            }
        }
    }

    private static func keyring(_ number: Int, in directory: String) -> String { "\(directory)/keyring-\(number).json" }

    /// As an operator copies it from host to host.
    private static func takeKeyring(of first: Int, to number: Int, in directory: String) throws {
        if first == number { return }
        let file = keyring(number, in: directory)
        try? FileManager.default.removeItem(atPath: file)
        try FileManager.default.copyItem(atPath: keyring(first, in: directory), toPath: file)
    }

    private static func start(_ number: Int, in directory: String, over endpoint: String) async throws
        -> SallyportProcess
    {
        try await SallyportProcess(
            dataDirectory: "\(directory)/\(number)",
            environment: [
                "SALLYPORT_STORE": "etcd://\(endpoint)", "SALLYPORT_KEYRING_FILE": keyring(number, in: directory),
            ])
    }

    private static func create(_ number: Int, at client: ConfigStoreClient) async throws {
        _ = try await client.createRemoteSource(
            CreateRemoteSourceRequest(
                name: "s\(number)", apiURL: "https://git.example.com", type: "gitea", authType: "oauth2",
                clientID: "sallyport", clientSecret: "secret-\(number)"))
    }

    /// The status, once no rotation is under way.
    private static func settled(_ client: ConfigStoreClient) async throws -> KeyringStatus {
        while true {
            let status = try await client.keyring()
            if status.rotation?.finishedAt != nil { return status }
        }
    }
}
