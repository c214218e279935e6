import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Glibc
import ServiceTesting
import Testing

@Suite("A rotation of the keyring that is killed", .serviceLogs, .timeLimit(.minutes(3)))
struct KeyringDurabilityTests {
    private static let count = 400

    @Test("is finished by the next start, opens everything meanwhile, and lets the old keys go")
    func killed() async throws {
        try await DurabilityTests.withDirectory { directory in
            var started = try await SallyportProcess(dataDirectory: directory)
            try await Self.fill(started.client)
            // At any point: before the file is written, between file and store, and between batches.
            for round in 0..<6 {
                await Self.rotateAndKill(started, requests: round)
                started = try await SallyportProcess(dataDirectory: directory)
                try await Self.expectEverythingOpens(started.client)
                let status = try await Self.settled(started.client)
                #expect(status.rotation?.failed ?? 0 == 0)
                #expect(status.keys.first == status.sealingKey)
            }
            _ = try await started.client.rotateKeyring()
            _ = try await Self.settled(started.client)
            let keys = try await started.client.dropOldKeys().keys
            #expect(keys.count == 1)
            try await Self.expectEverythingOpens(started.client)
            _ = await started.stop(SIGKILL)
            started = try await SallyportProcess(dataDirectory: directory)
            try await Self.expectEverythingOpens(started.client)
            #expect(await started.stop(SIGTERM) == 0)
            let files = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(files.contains("keyring.json"))
        }
    }

    private static func fill(_ client: ConfigStoreClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<16 {
                group.addTask {
                    for number in stride(from: writer, to: count, by: 16) {
                        _ = try await client.createRemoteSource(
                            CreateRemoteSourceRequest(
                                name: "s\(number)", apiURL: "https://git.example.com", type: "gitea",
                                authType: "oauth2", clientID: "sallyport", clientSecret: "secret-\(number)"))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Asks for a rotation and kills the process: in the first round without waiting for an answer, later after so many
    /// questions how far it is.
    private static func rotateAndKill(_ process: SallyportProcess, requests: Int) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await process.client.rotateKeyring() }
            if requests > 0 { await group.next() }
            for _ in 1..<max(requests, 1) { _ = try? await process.client.keyring() }
            _ = await process.stop(SIGKILL)
        }
    }

    /// The status, once no rotation is under way.
    private static func settled(_ client: ConfigStoreClient) async throws -> KeyringStatus {
        while true {
            let status = try await client.keyring()
            if status.rotation.map({ $0.finishedAt != nil }) ?? true { return status }
        }
    }

    private static func expectEverythingOpens(_ client: ConfigStoreClient) async throws {
        for number in 0..<count {
            let secret = try await client.remoteSourceCredentials("s\(number)").clientSecret
            #expect(secret == "secret-\(number)")
            let matches = try await client.remoteSourceSecretMatches("s\(number)", "secret-\(number)")
            #expect(matches)
        }
    }
}
