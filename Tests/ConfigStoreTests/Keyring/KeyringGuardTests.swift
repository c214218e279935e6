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

    /// Another instance over the same store, with the keyring that a file has.
    private static func other(
        _ keyring: Keyring, _ name: String, _ rotation: KeyringRotation
    ) throws -> (sources: RemoteSources, rotation: KeyringRotation) {
        let environment = rotation.environment
        let path = environment.keyrings.path + "-" + name
        try keyring.write(to: path)
        let keyrings = KeyringHolder(path: path, keyring: try Keyring.load(path: path, mayCreate: false))
        let store = environment.database.store
        let follower = KeyringFollower(keyrings, store: store, logger: TestLog.current.logger(service: name))
        let own = ActionEnvironment(
            database: Database(store: store, beforeRepeating: { try await follower.follow(after: $0) }),
            keyrings: keyrings, drivers: ConfigStoreFixture.drivers, identifiers: IdentifierGenerator(), now: { Date() }
        )
        return (RemoteSources(environment: own), KeyringRotation(environment: own))
    }

    @Test("is sealed with the key that another instance has let seal, by whoever has it")
    func prepared() async throws {
        try await Self.with { sources, rotation, _ in
            let keyrings = rotation.environment.keyrings
            let old = keyrings.current
            let (file, key) = try old.withPreparedKey()
            #expect(file.sealingKeyID == old.sealingKeyID)
            let informed = try Self.other(file, "informed", rotation)
            let outdated = try Self.other(old, "outdated", rotation)
            _ = try await informed.sources.create(.oauth2("before", secret: "old"))
            try file.write(to: keyrings.path)
            try await rotation.start()
            while try await rotation.reseal(logger: TestLog.current.logger(service: "test")) != .isDone {}
            #expect(keyrings.current.sealingKeyID == key)
            _ = try await informed.sources.create(.oauth2("after", secret: "new"))
            #expect(try await informed.rotation.status().sealingKey == key)
            await #expect(throws: ServiceError.self) {
                _ = try await outdated.sources.create(.oauth2("never", secret: "new"))
            }
            for (name, secret) in [("before", "old"), ("after", "new")] {
                for reader in [sources, informed.sources] {
                    #expect(try await reader.credentials(name).clientSecret == secret)
                }
            }
            // A file that has the old key first does not bring it back.
            let restarted = try Self.other(file, "restarted", rotation)
            try await restarted.rotation.settle()
            #expect(try await restarted.rotation.status().sealingKey == key)
            #expect(try await rotation.recordsUnderOldKeys() == 0)
            try await rotation.dropOldKeys()
            #expect(try await rotation.status().keys == [key])
            // The next rotation needs another one.
            try await rotation.start()
            #expect(try await rotation.status().sealingKey != key)
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
