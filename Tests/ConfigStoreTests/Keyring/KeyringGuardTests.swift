import ConfigStoreAPI
import Foundation
import ServiceKit
import ServiceTesting
import Synchronization
import Testing

@testable import ConfigStore

@Suite("A secret that is sealed while the keyring changes", .serviceLogs)
struct KeyringGuardTests {
    /// Comes between what an action did and its commit, once.
    private final class Interruption: ChangeReviewer {
        private let work = Mutex<(@Sendable () async throws -> Void)?>(nil)

        func set(_ work: @escaping @Sendable () async throws -> Void) {
            self.work.withLock { $0 = work }
        }

        func review(_ transaction: ActionTransaction) throws -> Review? {
            work.withLock { work in
                defer { work = nil }
                return work
            }
        }
    }

    /// The actions of a store of its own, and what may come between.
    private static func with(
        _ body: (RemoteSources, KeyringRotation, Interruption) async throws -> Void
    ) async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try SQLiteStore(directory: directory)
        let interruption = Interruption()
        let path = directory + "/keyring.json"
        let environment = ActionEnvironment(
            database: Database(store: store, reviewers: [interruption]),
            keyrings: KeyringHolder(path: path, keyring: try Keyring.load(path: path, mayCreate: true)),
            drivers: ConfigStoreFixture.drivers, identifiers: IdentifierGenerator(), now: { Date() })
        let rotation = KeyringRotation(environment: environment)
        try await rotation.settle()
        try await body(RemoteSources(environment: environment), rotation, interruption)
        await store.close()
    }

    private static func rotateAndDrop(_ rotation: KeyringRotation) async throws {
        try await rotation.start()
        while try await rotation.reseal(logger: TestLog.current.logger(service: "test")) != .isDone {}
        try await rotation.dropOldKeys()
    }

    @Test("is never left with a key that is gone", arguments: ["create", "update", "rename"])
    func sealing(what: String) async throws {
        try await Self.with { sources, rotation, interruption in
            if what != "create" { _ = try await sources.create(.oauth2("forge", secret: "old")) }
            interruption.set { try await Self.rotateAndDrop(rotation) }
            switch what {
            case "create": _ = try await sources.create(.oauth2("forge", secret: "new"))
            case "update": _ = try await sources.update("forge", UpdateRemoteSourceRequest(clientSecret: "new"))
            default: _ = try await sources.update("forge", UpdateRemoteSourceRequest(name: "forge2"))
            }
            let name = what == "rename" ? "forge2" : "forge"
            let secret = what == "rename" ? "old" : "new"
            #expect(try await sources.credentials(name).clientSecret == secret)
            #expect(try await sources.secretMatches(name, secret))
            #expect(try await rotation.status().keys.count == 1)
        }
    }

    @Test("is sealed again before its key goes, when the file alone has the new key")
    func unsettled() async throws {
        try await Self.with { sources, rotation, _ in
            _ = try await sources.create(.oauth2("forge", secret: "old"))
            // As if the process had ended between the file and the store.
            try await rotation.environment.keyrings.addKey()
            _ = try await sources.create(.oauth2("between", secret: "new"))
            await #expect(throws: ServiceError.self) { try await rotation.dropOldKeys() }
            try await Self.rotateAndDrop(rotation)
            #expect(try await rotation.status().rotation?.resealed == 1)
            #expect(try await sources.credentials("forge").clientSecret == "old")
            #expect(try await sources.credentials("between").clientSecret == "new")
        }
    }

    @Test("and does not open keeps its key")
    func broken() async throws {
        try await Self.with { sources, rotation, _ in
            let source = try await sources.create(.oauth2("forge", secret: "old"))
            let database = rotation.environment.database
            try await database.do { transaction in
                var stored = try transaction.remoteSource(source.id)
                stored.value.sealedClientSecret += "A"
                transaction.put(try stored.record())
            }
            try await rotation.start()
            while try await rotation.reseal(logger: TestLog.current.logger(service: "test")) != .isDone {}
            #expect(try await rotation.status().rotation?.failed == 1)
            await #expect(throws: ServiceError.self) { try await rotation.dropOldKeys() }
            #expect(try await rotation.status().keys.count == 2)
            #expect(TestLog.current.contains(source.id))
        }
    }
}
