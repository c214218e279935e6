import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Glibc
import HTTPTransport
import ServiceTesting
import Synchronization
import Testing

@Suite("An import whose process is killed", .serviceLogs, .timeLimit(.minutes(3)))
struct ImportDurabilityTests {
    @Test("leaves either what was there or what was imported, and the next one works")
    func killed() async throws {
        try await DurabilityTests.withDirectory { directory in
            var started = try await SallyportProcess(dataDirectory: directory)
            for number in 0..<300 {
                _ = try await started.client.createUser(CreateUserRequest(userName: "user\(number)"))
            }
            let exported = Mutex([UInt8]())
            try await started.client.export { piece in exported.withLock { $0 += piece } }
            let bytes = exported.withLock { $0 }
            _ = try await started.client.createUser(CreateUserRequest(userName: "later"))
            _ = try await started.client.enableMaintenance()
            var outcomes: Set<Bool> = []
            // At any point: while it comes, while it is looked at, while it is put in place, and after the answer.
            for share in [0, 2, 5, 8, 9, 10, 10, 10] {
                try await Self.reach("maintenance", started.client)
                await Self.importAndKill(started, bytes, tenths: share)
                started = try await SallyportProcess(dataDirectory: directory)
                _ = try await started.client.disableMaintenance()
                try await Self.reach("normal", started.client)
                let names = try await Self.names(started.client)
                #expect(names.count == 300 || names.count == 301)
                let isImported = !names.contains("later")
                outcomes.insert(isImported)
                if isImported { _ = try await started.client.createUser(CreateUserRequest(userName: "later")) }
                _ = try await started.client.enableMaintenance()
            }
            #expect(outcomes.contains(false))
            try await Self.reach("maintenance", started.client)
            let client = started.client
            _ = try await Self.load(bytes, client) { _ in }
            _ = try await client.disableMaintenance()
            try await Self.reach("normal", client)
            #expect(try await Self.names(client).count == 300)
            #expect(await started.stop(SIGTERM) == 0)
            let files = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(!files.contains { $0.hasSuffix(".new") })
        }
    }

    /// Kills the process when so many tenths of the export have been asked for; at ten tenths, at some moment after that.
    private static func importAndKill(_ process: SallyportProcess, _ bytes: [UInt8], tenths: Int) async {
        let limit = bytes.count * tenths / 10
        let (reached, reaching) = AsyncStream<Void>.makeStream()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try? await load(bytes, process.client) { sent in
                    if sent >= limit { reaching.yield() }
                }
                reaching.yield()
            }
            for await _ in reached { break }
            if tenths == 10 { usleep(UInt32.random(in: 0...20_000)) }
            _ = await process.stop(SIGKILL)
        }
    }

    private static func load(
        _ bytes: [UInt8], _ client: ConfigStoreClient, sent: @escaping @Sendable (Int) -> Void
    ) async throws -> ImportSummary {
        let place = Mutex(0)
        return try await client.load(
            TransportUpload {
                let (start, end) = place.withLock { place in
                    let start = place
                    place = min(bytes.count, place + 4_096)
                    return (start, place)
                }
                sent(end)
                return start == end ? nil : Array(bytes[start..<end])
            }, isVerification: false)
    }

    private static func reach(_ mode: String, _ client: ConfigStoreClient) async throws {
        while try await client.maintenance().instances.map(\.mode) != [mode] { await Task.yield() }
    }

    private static func names(_ client: ConfigStoreClient) async throws -> Set<String> {
        var names: Set<String> = []
        var cursor: String?
        repeat {
            let page = try await client.usersWithDetails(limit: 100, cursor: cursor)
            names.formUnion(page.items.map(\.user.name))
            cursor = page.nextCursor
        } while cursor != nil
        return names
    }
}
