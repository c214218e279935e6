import EtcdServing
import EtcdStore
import Foundation
import ObjectStorage
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("An etcd that has lost everything", .serviceLogs, .timeLimit(.minutes(3)))
struct EtcdRecoveryTests {
    private static func creation(_ id: String) -> Transaction {
        SQLiteStoreTests.creation(id, claims: [Claim("name", id)])
    }

    private static func ids(_ store: EtcdStore) async throws -> Set<String> {
        Set(try await store.read { try $0.records(of: "thing", after: "", limit: 1_000).map(\.id) })
    }

    /// Commits until one is acknowledged: others may have been done or not.
    private static func commit(_ id: String, to store: EtcdStore) async throws -> (id: String, revision: Int) {
        var attempt = 0
        while true {
            attempt += 1
            do {
                return ("\(id)-\(attempt)", try await store.commit(creation("\(id)-\(attempt)")))
            } catch is StoreError {
                await Task.yield()
            }
        }
    }

    @Test("gets it back from the copy that is ahead, also when one that is behind comes first")
    func newestCopy() async throws {
        try await EtcdStoreTests.with(2) { server, stores, directory in
            let behind = try await StoreKind.open(server, directory + "/behind")
            try await stores[0].commit(Self.creation("first"))
            await behind.close()
            var last = 0
            for number in 0..<300 { last = try await stores[number % 2].commit(Self.creation("\(number)")) }
            try await server.loseEverything()
            let again = try await StoreKind.open(server, directory + "/behind")
            let next = try await Self.commit("next", to: stores[0])
            #expect(next.revision > last, "revisions never go back")
            let acknowledged = Set((0..<300).map(String.init) + ["first", next.id])
            for store in stores + [again] {
                try await store.wait(for: next.revision)
                #expect(try await Self.ids(store).isSuperset(of: acknowledged))
                #expect(try await store.generations().map(\.isCurrent) == [true])
                await #expect(throws: GuardFailure.taken(Claim("name", "7"))) {
                    try await store.commit(SQLiteStoreTests.creation("other", claims: [Claim("name", "7")]))
                }
            }
            await again.close()
        }
    }

    @Test("gets it back though a new instance comes first, and without what an earlier attempt left")
    func newInstanceFirst() async throws {
        try await EtcdStoreTests.with(1) { server, stores, directory in
            try await stores[0].commit(Self.creation("first"))
            await stores[0].close()
            try await server.loseEverything()
            try await server.control("put", "sallyport/generation/7", "")
            try await server.control("put", "sallyport/data/7/claim/name/left", "thing")
            let new = try await StoreKind.open(server, directory + "/new")
            #expect(try await Self.ids(new) == [])
            let again = try await StoreKind.open(server, directory + "/0")
            try await new.wait(for: again.revision)
            for store in [new, again] { #expect(try await Self.ids(store) == ["first"]) }
            #expect(try await server.control("get", "--prefix", "--keys-only", "sallyport/data/7/").isEmpty)
            for store in [new, again] { await store.close() }
        }
    }

    @Test("gets it back from a copy rather than from the backup, which a new instance has that comes first")
    func copyBeforeBackup() async throws {
        try await EtcdStoreTests.with(1) { server, stores, directory in
            let storage = try PosixObjectStorage(root: directory + "/backups")
            let line = BackupLine.next(after: nil, now: Date())
            try await stores[0].commit(Self.creation("archived"))
            try await stores[0].export { export in
                try await storage.put(
                    try line.checkpointKey(revision: export.revision, time: Date()), size: nil,
                    CheckpointBytes(export, product: "test", time: Date()))
            }
            try await stores[0].commit(Self.creation("newer"))
            await stores[0].close()
            try await server.loseEverything()
            let backup = BackupRecovery(
                BackupSettings(storage: storage, product: "test"), keyringFile: directory + "/none.json")
            #expect(try await backup.hasBackup())
            async let opened = EtcdStore.open(
                server.settings, directory: directory + "/new", backup: backup,
                logger: TestLog.current.logger(service: "etcdstore"))
            let again = try await StoreKind.open(server, directory + "/0")
            let new = try await opened
            try await new.wait(for: again.revision)
            for store in [new, again] { #expect(try await Self.ids(store) == ["archived", "newer"]) }
            for store in [new, again] { await store.close() }
        }
    }

    @Test("and has another store's data by now is left alone, with what is to be done")
    func anotherStore() async throws {
        try await EtcdStoreTests.with(2) { server, stores, directory in
            // A copy without anything in it takes what is there.
            try await stores[1].wait(for: try await stores[0].commit(Self.creation("first")))
            await stores[1].close()
            await stores[0].close()
            try await server.loseEverything()
            let other = try await StoreKind.open(server, directory + "/other")
            try await other.commit(Self.creation("other"))
            do {
                _ = try await StoreKind.open(server, directory + "/1")
                Issue.record("it was opened")
            } catch let error as StoreError {
                #expect("\(error)".contains("remove replica.db from the data folder to take what is there"))
            }
            #expect(try await Self.ids(other) == ["other"])
            try FileManager.default.removeItem(atPath: directory + "/1/replica.db")
            let taken = try await StoreKind.open(server, directory + "/1")
            #expect(try await Self.ids(taken) == ["other"])
            for store in [other, taken] { await store.close() }
        }
    }

    @Test("and was begun again by a newer version, in another form, is left to that")
    func newerVersion() async throws {
        try await EtcdStoreTests.with(1) { server, stores, directory in
            await stores[0].close()
            try await server.control("put", "sallyport/state", "identity/1/0/more")
            await #expect {
                _ = try await StoreKind.open(server, directory + "/0")
            } throws: {
                "\($0)".contains("is of a newer sallyport")
            }
            #expect(try await server.control("get", "--print-value-only", "sallyport/state") == "identity/1/0/more\n")
        }
    }

    @Test("and is restored from a snapshot is what counts, with revisions that go on")
    func snapshot() async throws {
        try await EtcdStoreTests.with(2) { server, stores, directory in
            try await stores[0].commit(Self.creation("before"))
            try await server.saveSnapshot(to: directory + "/snapshot")
            var last = 0
            for number in 0..<20 { last = try await stores[0].commit(Self.creation("\(number)")) }
            try await server.restoreSnapshot(from: directory + "/snapshot")
            let next = try await Self.commit("after", to: stores[1])
            #expect(next.revision > last)
            for store in stores {
                try await store.wait(for: next.revision)
                let ids = try await Self.ids(store)
                #expect(ids.isSuperset(of: ["before", next.id]))
                #expect(ids.isDisjoint(with: (0..<20).map(String.init)))
            }
        }
    }
}
