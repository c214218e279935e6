import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceKit
import ServiceTesting
import Synchronization
import Testing

@testable import ConfigStore

@Suite("Maintenance", .serviceLogs, .timeLimit(.minutes(2)))
struct MaintenanceTests {
    /// A configstore that follows what is wanted.
    static func with(_ body: (ConfigStoreFixture) async throws -> Void) async throws {
        try await ConfigStoreFixture.with { fixture in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await fixture.store.followModes() }
                defer { group.cancelAll() }
                try await body(fixture)
            }
        }
    }

    /// Waits until the one instance does what is wanted.
    static func reach(_ mode: String, _ client: ConfigStoreClient) async throws {
        while try await client.maintenance().instances.map(\.mode) != [mode] { await Task.yield() }
    }

    static func export(_ client: ConfigStoreClient) async throws -> [UInt8] {
        let bytes = Mutex([UInt8]())
        try await client.export { piece in bytes.withLock { $0 += piece } }
        return bytes.withLock { $0 }
    }

    static func load(
        _ bytes: [UInt8], _ client: ConfigStoreClient, isVerification: Bool = false
    ) async throws -> ImportSummary {
        let rest = Mutex(bytes[...])
        return try await client.load(
            TransportUpload {
                rest.withLock { rest in
                    let piece = rest.prefix(10_000)
                    rest = rest.dropFirst(10_000)
                    return piece.isEmpty ? nil : Array(piece)
                }
            }, isVerification: isVerification)
    }

    @Test("turns everything away but maintenance, export and health, and lets it in again afterwards")
    func refusals() async throws {
        try await Self.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            try await Self.reach("normal", client)
            for _ in 0..<2 {
                let status = try await client.enableMaintenance()
                #expect(status.isWanted)
            }
            try await Self.reach("maintenance", client)
            let refused = try await fixture.send("GET", "/api/v1alpha/remotesources")
            #expect(refused.status == 503)
            #expect(refused.headers.first(named: "Retry-After") == "5")
            #expect(String(decoding: refused.body, as: UTF8.self).contains(#""code":"maintenance""#))
            #expect(await ConfigStoreFixture.code { _ = try await client.remoteSource("gitea") } == "503 maintenance")
            #expect(try await fixture.send("GET", "/healthz").status == 200)
            #expect(try await fixture.send("GET", "/readyz").body == Array(#"{"status":"maintenance"}"#.utf8))
            #expect(try await fixture.send("GET", "/api/v1alpha/nothing").status == 404)
            let exported = try await Self.export(client)
            #expect(!exported.isEmpty)
            for _ in 0..<2 {
                let status = try await client.disableMaintenance()
                #expect(!status.isWanted)
            }
            try await Self.reach("normal", client)
            #expect(try await client.remoteSource("gitea").name == "gitea")
        }
    }

    @Test("begins once nothing is under way any more")
    func draining() async throws {
        let gate = MaintenanceGate()
        let (release, releasing) = AsyncStream<Void>.makeStream()
        let (begun, beginning) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await gate.ifOpen {
                    beginning.yield()
                    for await _ in release { return }
                }
            }
            for await _ in begun { break }
            gate.close()
            #expect(!gate.isDrained)
            await #expect(throws: ServiceError.self) { try await gate.ifOpen {} }
            group.addTask { try await gate.drained() }
            group.addTask { try await gate.whenOpen {} }
            releasing.yield()
            try await group.next()
            try await group.next()
            #expect(gate.isDrained)
            gate.open()
            try await group.waitForAll()
        }
    }

    @Test("is wanted by a file, so that it goes on after a restart")
    func restart() async throws {
        try await ConfigStoreFixture.with { fixture in
            _ = try await fixture.client.enableMaintenance()
            await fixture.store.store.close()
            let again = try await ConfigStoreFixture.open(fixture.directory)
            let following = Task { await again.store.followModes() }
            try await Self.reach("maintenance", again.client)
            #expect(try await again.client.maintenance().isWanted)
            following.cancel()
            await following.value
        }
    }

    @Test("that is asked for with a lease ends by itself, unless somebody asks again or wants it without")
    func lease() async throws {
        try await Self.with { fixture in
            let client = fixture.client
            #expect(try await client.enableMaintenance(leaseSeconds: 1).leaseSeconds == 1)
            try await Self.reach("maintenance", client)
            #expect(
                await ConfigStoreFixture.code { _ = try await Self.load([], client) } == "409 notInMaintenance")
            try await Self.reach("normal", client)
            #expect(try await !client.maintenance().isWanted)
            let first = try await client.enableMaintenance(leaseSeconds: 3_600)
            let second = try await client.enableMaintenance(leaseSeconds: 1)
            #expect(second.since == first.since && second.leaseSeconds == 1)
            // Whoever has only heard of the first one ends nothing.
            var known = MaintenanceWish(isWanted: true, time: first.since)
            known.leaseSeconds = 3_600
            try await fixture.store.store.endMaintenance(wantedBy: known)
            let kept = try await client.enableMaintenance()
            #expect(kept.isWanted && kept.leaseSeconds == nil)
            #expect(try await client.enableMaintenance(leaseSeconds: 1).leaseSeconds == nil)
            _ = try await client.disableMaintenance()
            try await Self.reach("normal", client)
            for seconds in [0, 3_601] {
                #expect(
                    await ConfigStoreFixture.code { _ = try await client.enableMaintenance(leaseSeconds: seconds) }
                        == "400 invalidQuery")
            }
        }
    }

    @Test("is needed for an import, which replaces everything, and what was known of it")
    func importing() async throws {
        try await ConfigStoreFixture.with { first in
            _ = try await first.client.createRemoteSource(.oauth2("forge", secret: "s3cret"))
            let alice = try await first.client.createUser(CreateUserRequest(userName: "alice"))
            let exported = try await Self.export(first.client)
            try await Self.with { second in
                let client = second.client
                _ = try await client.createUser(CreateUserRequest(userName: "bob"))
                #expect(
                    await ConfigStoreFixture.code { _ = try await Self.load(exported, client) }
                        == "409 notInMaintenance")
            }
            // Its own is taken back, whatever happened meanwhile.
            let following = Task { await first.store.followModes() }
            _ = try await first.client.createUser(CreateUserRequest(userName: "carol"))
            _ = try await first.client.enableMaintenance()
            try await Self.reach("maintenance", first.client)
            let summary = try await Self.load(exported, first.client)
            #expect(summary.isImported)
            _ = try await first.client.disableMaintenance()
            try await Self.reach("normal", first.client)
            #expect(try await first.client.user("alice").id == alice.user.id)
            #expect(
                await ConfigStoreFixture.code { _ = try await first.client.user("carol") } == "404 userDoesNotExist")
            #expect(try await first.client.remoteSourceCredentials("forge").clientSecret == "s3cret")
            #expect(try await StoreInvariants.problems(of: first.store.store) == [])
            following.cancel()
            await following.value
        }
    }

    @Test("lists what imports have left, and deletes it, but not what is served")
    func generations() async throws {
        try await Self.with { fixture in
            let client = fixture.client
            #expect(try await client.generations().map(\.number) == [1])
            let exported = try await Self.export(client)
            _ = try await client.enableMaintenance()
            try await Self.reach("maintenance", client)
            for _ in 0..<2 { _ = try await Self.load(exported, client) }
            // In maintenance, when room is needed, as well as out of it.
            let generations = try await client.generations()
            #expect(generations.map(\.number) == [1, 2, 3])
            #expect(generations.map(\.isCurrent) == [false, false, true])
            #expect(generations.allSatisfy { $0.bytes ?? 0 > 0 && $0.time != nil })
            try await client.deleteGeneration(2)
            _ = try await client.disableMaintenance()
            try await Self.reach("normal", client)
            try await client.deleteGeneration(1)
            #expect(try await client.generations().map(\.number) == [3])
            for (number, refusal) in [(1, "404 generationDoesNotExist"), (3, "409 generationInUse")] {
                #expect(await ConfigStoreFixture.code { try await client.deleteGeneration(number) } == refusal)
            }
            #expect(!FileManager.default.fileExists(atPath: fixture.directory + "/configstore.db"))
        }
    }

    @Test("refuses an import that is larger than the room that is left, before anything of it is read")
    func room() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let exported = try await Self.export(client)
            // As much as may be imported, and more than this disk has.
            let bytes = 1 << 36
            let refusal = await ConfigStoreFixture.code {
                _ = try await client.load(TransportUpload { nil }, isVerification: true, bytes: bytes)
            }
            let free = try FileManager.default.attributesOfFileSystem(forPath: fixture.directory)[.systemFreeSize]
            if let free = free as? NSNumber, free.intValue < bytes { #expect(refusal == "503 notEnoughRoom") }
            _ = try await Self.load(exported, client, isVerification: true)
            #expect(try await client.generations().map(\.number) == [1])
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.load(TransportUpload { nil }, isVerification: true, bytes: 1 << 60)
                } == "413 exportTooLarge")
        }
    }
}
